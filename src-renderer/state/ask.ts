import type { Command, Request, Response } from '#shared/contract'
import type { Result } from '#shared/result'
import { bridge } from '../bridge'
import { useStore } from './store'

/** What went wrong, in the words before main's own sentence: 'Nothing was queued'. */
type Told = { readonly failed: string }

/** Asks main. A refusal becomes a toast, and null. */
export async function ask<C extends Command>(
  command: C,
  request: Request<C>,
  { failed }: Told,
): Promise<Response<C> | null> {
  const send = bridge[command] as (request: Request<C>) => Promise<Result<Response<C>>>
  const result = await send(request)
  if (result.ok) return result.value
  useStore.getState().toast({ kind: 'error', title: failed, detail: result.error.message })
  return null
}
