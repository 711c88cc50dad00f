/** A page of a table, as the server filtered, sorted and cut it. */
export type TablePage<Row> = { items: Row[]; page: number; total: number }
