/** An operator's one-time password, shown once. */
export type OneTimePassword = { email: string; one_time_password: string }
