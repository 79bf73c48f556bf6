import * as z from 'zod';
import type { TodoItem } from '../core/agent';

const status = z.enum(['pending', 'in_progress', 'completed']);
const TodoWrite = z.object({ todos: z.array(z.object({ content: z.string(), status })) });
const TaskCreate = z.object({ subject: z.string() });
const TaskUpdate = z.object({
  taskId: z.union([z.string(), z.number()]).transform(String),
  subject: z.string().optional(),
  status: z.string().optional(),
});

/** Claude's to-do list, put together from its tool calls. Which tools there are depends on the CLI's version. */
export class TodoList {
  #items: (TodoItem & { readonly id: string })[] = [];
  #created = 0;

  /** The list after this call; `undefined` when the call has nothing to do with it. */
  apply(tool: string, input: unknown): readonly TodoItem[] | undefined {
    const changed =
      tool === 'TodoWrite'
        ? this.#write(input)
        : tool === 'TaskCreate'
          ? this.#create(input)
          : tool === 'TaskUpdate' && this.#update(input);
    return changed ? this.#items.map(item => ({ text: item.text, status: item.status })) : undefined;
  }

  #write(input: unknown): boolean {
    const parsed = TodoWrite.safeParse(input);
    if (parsed.success) {
      this.#items = parsed.data.todos.map((todo, i) => ({ id: `todo ${i}`, text: todo.content, status: todo.status }));
    }
    return parsed.success;
  }

  /** The CLI numbers tasks from 1, in the order they were made. */
  #create(input: unknown): boolean {
    const parsed = TaskCreate.safeParse(input);
    if (parsed.success) {
      this.#items.push({ id: String(++this.#created), text: parsed.data.subject, status: 'pending' });
    }
    return parsed.success;
  }

  #update(input: unknown): boolean {
    const parsed = TaskUpdate.safeParse(input);
    if (!parsed.success) {
      return false;
    }
    const update = parsed.data;
    if (update.status === 'deleted') {
      this.#items = this.#items.filter(item => item.id !== update.taskId);
      return true;
    }
    const newStatus = status.safeParse(update.status).data;
    this.#items = this.#items.map(item =>
      item.id === update.taskId
        ? { id: item.id, text: update.subject ?? item.text, status: newStatus ?? item.status }
        : item,
    );
    return true;
  }
}
