/** An error as an AWS service answers it: the name goes into `__type`, status 400 unless said otherwise. */
export class ServiceError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}
