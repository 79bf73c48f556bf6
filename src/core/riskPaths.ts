import { t } from '@vscode/l10n';
import type { RiskKind } from './risk';

/** Tests, as the usual frameworks find them. */
export function isTestFile(path: string): boolean {
  return testFiles.some(pattern => pattern.test(path));
}

const testFiles = [
  /(^|\/)(tests?|specs?|__tests__|e2e|cypress|features)\//i,
  /[._-](test|spec|e2e|cy)s?\.[a-z]{1,5}$/i,
  /(^|\/)test_[^/]*\.py$/i,
  /\w(Tests?|Spec)\.(java|kt|kts|scala|groovy|cs|fs|vb|php|swift)$/,
];

/** What a file's name alone says of a change to it. Paths are compared without case. */
export function pathRisks(path: string, isThere: boolean): { kind: RiskKind; what: string }[] {
  const lower = path.toLowerCase();
  return rules
    .filter(({ kind, pattern }) => pattern.test(lower) && (isThere || kind !== 'secret'))
    .filter(({ except }) => !except?.test(lower))
    .map(({ kind, what }) => ({ kind, what }));
}

interface PathRule {
  readonly kind: RiskKind;
  readonly what: string;
  readonly pattern: RegExp;
  readonly except?: RegExp;
}

const rules: readonly PathRule[] = [
  {
    kind: 'secret',
    what: t('file for secrets'),
    pattern: /(^|\/)(\.env(\.[^/]*)?|\.netrc|\.pgpass|id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|p12|pfx|jks|keystore))$/,
    except: /\.env\.(example|sample|template|dist|defaults?)$/,
  },
  {
    kind: 'ci',
    what: 'CI',
    pattern:
      /^\.(github|circleci|buildkite|woodpecker|teamcity|drone|ci)\/|(^|\/)(\.?(gitlab-ci|travis|drone|appveyor|woodpecker|cirrus|azure-pipelines|bitbucket-pipelines|cloudbuild)[^/]*\.ya?ml|jenkinsfile[^/]*)$/,
    except: /\.md$|^\.github\/(issue|pull_request)_template/,
  },
  {
    kind: 'migration',
    what: t('migration'),
    pattern: /(^|\/)(migrations?|migrate|alembic|flyway|liquibase)\/.*\.\w+$|(^|\/)v\d[\w.]*__[^/]*\.sql$/,
    except: /\.md$/,
  },
  {
    kind: 'licence',
    what: t('licence'),
    pattern: /(^|\/)(licen[cs]es?|unlicense|copying|copyright|notice)([.-][^/]*)?$|^licenses\//,
    except: /\.([cm]?[jt]sx?|py|go|rs|rb|java|kt|cs|php)$/,
  },
  {
    kind: 'snapshot',
    what: t('snapshot'),
    pattern: /(^|\/)__(image_)?snapshots__\/|\.(snap|ambr|golden)$|\.(approved|verified|golden)\.\w+$/,
  },
  {
    kind: 'lockFile',
    what: t('lock file'),
    pattern:
      /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|gemfile\.lock|composer\.lock|go\.sum|mix\.lock|pubspec\.lock|podfile\.lock|package\.resolved|packages\.lock\.json|gradle\.lockfile|flake\.lock|\.terraform\.lock\.hcl|conda-lock\.yml)$/,
  },
];
