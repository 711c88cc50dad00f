/** Today in Asia/Jakarta, whose days the tables are filtered by: YYYY-MM-DD. */
export const todayInJakarta = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)
