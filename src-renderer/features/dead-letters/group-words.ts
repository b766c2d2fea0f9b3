import type { Failure, FailureCode } from '#shared/task'
import { counted } from '../../format'
import { shortFailure } from '../queue/words'

const transient: ReadonlySet<FailureCode> = new Set(['timeout', 'connection', 'server_error', 'overloaded'])
/** Whether letters of this cause died because their lane's retries ran out. */
export const retriesUsedUp = (code: FailureCode): boolean => transient.has(code)

type Cause = Pick<Failure, 'code' | 'status' | 'providerCode'>

/** What tells one group of a kind from another: the provider's own code, or ours. */
export const fingerprint = ({ providerCode, code }: Cause): string => providerCode ?? code

/** Below it the call went well, and the failure was found in its answer. */
const isAnswered = (status: number): boolean => status < 400

/** "HTTP 400", or what came in its place. */
export const statusWords = ({ status, code }: Pick<Cause, 'status' | 'code'>): string =>
  status === null || isAnswered(status) ? shortFailure[code] : `HTTP ${status}`

/** The status alone, "529", or what came in its place. */
export const shortStatus = ({ status, code }: Pick<Cause, 'status' | 'code'>): string =>
  status === null || isAnswered(status) ? shortFailure[code] : `${status}`

/** How a letter ended: "529, 3 tries". */
export const endedWords = (cause: Pick<Cause, 'status' | 'code'>, attempts: number): string =>
  `${shortStatus(cause)}, ${counted(attempts, 'try', 'tries')}`
