/** An error's message, or whatever was thrown as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A failure meant for the user: the message says in words what is wrong and what to do.
 *
 * `reason` is for programs; the message is shown as it is.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static is(error: unknown, reason?: string): error is UserError {
    return error instanceof UserError && (reason === undefined || error.reason === reason);
  }
}
