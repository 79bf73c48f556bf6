import type { AgentImage } from '../core/agent';

/** A prompt as the Messages API has it: images come before the text that is about them. */
export function promptContent(text: string, images: readonly AgentImage[]): string | readonly object[] {
  const blocks = images.map(({ type, data }) => ({
    type: 'image',
    source: { type: 'base64', media_type: type, data },
  }));
  return blocks.length === 0 ? text : [...blocks, { type: 'text', text }];
}
