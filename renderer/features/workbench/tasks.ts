/** What is under way on the canvas: each has its own words and its own end, so that nobody ends or hides another's. */
import type { Task, Workbench } from './store.ts';

export interface Running {
  readonly say: (busy: string) => void;
  readonly end: () => void;
}

export function begin({ store }: Workbench, busy: string, { stop = null, layout = false }: Partial<Omit<Task, 'busy'>> = {}): Running {
  let task: Task = { busy, stop, layout };
  const put = (next: Task | null): void =>
    store.setState(({ tasks }) => ({ tasks: tasks.flatMap((one) => (one === task ? (next ?? []) : one)) }));
  store.setState(({ tasks }) => ({ tasks: [...tasks, task] }));
  return {
    say: (words) => {
      const next = { ...task, busy: words };
      put(next);
      task = next;
    },
    end: () => put(null),
  };
}

export async function during<T>(bench: Workbench, busy: string, work: Promise<T>): Promise<T> {
  const task = begin(bench, busy);
  try {
    return await work;
  } finally {
    task.end();
  }
}

/** The last begun of those that can be ended. */
export const stoppable = ({ store }: Workbench): Task | null => store.getState().tasks.findLast(({ stop }) => stop !== null) ?? null;
