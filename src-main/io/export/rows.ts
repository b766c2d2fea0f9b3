import type { ExportOptions } from '#shared/export'

/** Whether a line is made of all tasks of a row, which must then follow each other. */
export const isByRow = ({ content, variants }: ExportOptions): boolean =>
  content === 'rows' || variants === 'side_by_side'
