import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { PastSession } from '../core/agentKind';
import { readLines } from '../os/readLines';
import { claudeFolder } from './claudeFolder';
import { parsePastLine, promptOf } from './pastLine';

/** So many are listed at most, the newest. */
const limit = 200;

/**
 * What the CLI remembers of sessions in this folder and below it, the latest first.
 *
 * It keeps `projects/<folder with all but letters and digits as ->/<session>.jsonl`.
 */
export async function findPastSessions(
  folder: string,
  projects = join(claudeFolder(), 'projects'),
): Promise<PastSession[]> {
  const real = await realpath(folder).catch(() => folder);
  const name = real.replaceAll(/[^0-9A-Za-z]/g, '-');
  const names = await namesIn(projects);
  const places = names.filter(each => each === name || each.startsWith(`${name}-`)).map(each => join(projects, each));
  const files = (await Promise.all(places.map(filesIn))).flat().toSorted((a, b) => b.lastActivity - a.lastActivity);
  const sessions = await Promise.all(files.slice(0, limit).map(readHead));
  return sessions.flatMap(session => (session && !relative(real, session.folder).startsWith('..') ? [session] : []));
}

async function filesIn(place: string): Promise<{ file: string; lastActivity: number }[]> {
  const names = (await namesIn(place)).filter(name => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jsonl$/.test(name));
  return Promise.all(
    names.map(async name => ({ file: join(place, name), lastActivity: (await stat(join(place, name))).mtimeMs })),
  );
}

/** A session as its first prompt tells of it; nothing where none was ever sent. */
async function readHead({ file, lastActivity }: { file: string; lastActivity: number }): Promise<PastSession | null> {
  for await (const text of readLines(file)) {
    const line = parsePastLine(text);
    const prompt = line ? promptOf(line) : null;
    if (line && prompt !== null) {
      const { cwd, at, branch } = line;
      return { id: basename(file, '.jsonl'), file, folder: cwd, prompt, branch, startedAt: at, lastActivity };
    }
  }
  return null;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []); // there was no session yet
}
