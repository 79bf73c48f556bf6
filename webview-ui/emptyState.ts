import { html, type TemplateResult } from 'lit-html';
import { icon } from './parts';

/** What to do first. */
export function renderEmptyState(repository: string): TemplateResult {
  return html`<section class="empty" aria-labelledby="empty-title">
    <h2 id="empty-title">What should Claude do in ${repository}?</h2>
    <p>Describe a task below. Nothing is committed before you have seen and approved it.</p>
    <ol>
      <li>
        ${icon('comment')}<span><b>Prompt.</b> Claude works in your repository; you see each step here.</span>
      </li>
      <li>
        ${icon('beaker')}<span><b>Gates.</b> Linters, type checks and tests judge the result.</span>
      </li>
      <li>
        ${icon('git-compare')}<span><b>Review.</b> Approve or reject each hunk in a diff editor.</span>
      </li>
      <li>
        ${icon('git-commit')}<span><b>Commit.</b> Exactly what you approved, and nothing else.</span>
      </li>
    </ol>
  </section>`;
}
