import { z } from 'zod'

/** A folder whose new files become batches by themselves, and whose results are written beside them. */
export const WatchId = z.int().positive().brand<'WatchId'>()
export type WatchId = z.infer<typeof WatchId>
