import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeEnvironment } from '../claudeEnvironment';
import { createSampleRepository } from '../sampleRepository';
import { ScriptedModel } from '../scriptedModel';
import { getTools } from '../tools';
import { VsCodeServer, type ServerOptions } from './server';
import { VsCodeWindow, type WindowOptions } from './window';

export interface StageOptions extends ServerOptions {
  /** Claude as the user has it, with their login. Otherwise the real CLI, answered by the scripted model. */
  readonly real?: boolean;
  /** Makes the repository to work in, in this folder. Default: a copy of the sample. */
  readonly createRepository?: (folder: string) => void;
}

/** All that a window needs: a server, a repository to work in, a Claude. */
export interface Stage {
  readonly server: VsCodeServer;
  readonly model: ScriptedModel;
  /** The folder of the repository to work in. */
  readonly repository: string;
  dispose(): Promise<void>;
}

export interface EditorOptions extends StageOptions, Omit<WindowOptions, 'workspace'> {
  /** Open this instead of the repository; null: no folder at all. */
  readonly workspace?: string | null;
}

/** A stage with a window on it. */
export interface Editor extends Stage {
  readonly window: VsCodeWindow;
}

/** What has been started is ended again if a later part cannot be. */
export async function openEditor(options: EditorOptions = {}): Promise<Editor> {
  const stage = await setStage(options);
  try {
    const { workspace = stage.repository, ...shape } = options;
    const window = await VsCodeWindow.open(stage.server, workspace === null ? shape : { ...shape, workspace });
    const dispose = async (): Promise<void> => {
      await window.dispose();
      await stage.dispose();
    };
    return { ...stage, window, dispose };
  } catch (error) {
    await stage.dispose();
    throw error;
  }
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const ends: (() => unknown)[] = [];
  const dispose = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) {
      await end();
    }
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), 'sample-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const repository = join(folder, 'corner-shop');
    (options.createRepository ?? createSampleRepository)(repository);

    const model = await ScriptedModel.start();
    ends.push(() => model.close());
    const claude =
      options.real === true ? {} : claudeEnvironment(join(folder, 'claude'), getTools().claude, model.env());
    const server = await VsCodeServer.start({ ...options, env: { ...claude, ...options.env } });
    ends.push(() => server.dispose());
    return { server, model, repository, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
