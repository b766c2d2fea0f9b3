import type { TaskId } from '#shared/task'

/** Columns leave as the pane narrows, tokens first, then the row; prompt, end and time of death never do. */
export const columns =
  'grid grid-cols-[14px_minmax(0,1fr)_104px_56px] items-center gap-x-[11px] px-4 @min-[440px]:grid-cols-[14px_minmax(0,1fr)_50px_104px_56px] @min-[540px]:grid-cols-[14px_minmax(0,1fr)_50px_104px_46px_56px] @min-[700px]:grid-cols-[14px_minmax(0,1fr)_64px_104px_46px_56px]'
export const rowCell = 'hidden @min-[440px]:block'
export const tokensCell = 'hidden @min-[540px]:block'

export const rowId = (id: TaskId): string => `letter-${id}`
