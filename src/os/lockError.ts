/** `locked`: it was not free in time. `lost`: another has taken it meanwhile, after the machine slept, say. */
export class LockError extends Error {
  override readonly name = 'LockError';

  constructor(
    readonly reason: 'locked' | 'lost',
    path: string,
    options?: ErrorOptions,
  ) {
    super(`${path}.lock is ${reason}`, options);
  }

  static is(error: unknown, reason?: LockError['reason']): error is LockError {
    return error instanceof LockError && (reason === undefined || error.reason === reason);
  }
}
