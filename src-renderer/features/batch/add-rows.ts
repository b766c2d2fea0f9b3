import type { Batch } from '#shared/batch'
import { pickImport } from '../../state/work'

/** Batches that came from files, or whose prompts were pasted together; others fill themselves. */
export const takesRows = ({ kind }: Pick<Batch, 'kind'>): boolean => kind === 'import'

/** Lets a person choose files, and shows what they would add. */
export const addRows = ({ id }: Pick<Batch, 'id'>): Promise<void> => pickImport('auto', id)
