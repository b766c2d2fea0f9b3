import {
  all,
  any,
  auth,
  badRequest,
  code,
  type ErrorAnswer,
  type ErrorRow,
  holds,
  noModel,
  overloaded,
  period,
  permanent,
  quota,
  row,
  says,
  serverDown,
  serverFault,
  status,
  type Test,
  window,
  windowOfKey,
} from './error-row'
import { contextAdvice, tierAdvice } from './fitting'
import { untilPacificMidnight } from './periods'
import { objectsIn } from './read-error-body'

/** A violation's quotaId, such as `GenerateRequestsPerDayPerProjectPerModel-FreeTier`. */
const quotaId =
  (words: RegExp): Test =>
  ({ body }: ErrorAnswer) =>
    [...objectsIn(body.json)].some(({ quotaId: id }) => typeof id === 'string' && words.test(id))
const exhausted = code('resource_exhausted')

/** Gemini: native, behind its OpenAI-compatible endpoint (the same bodies in an array), and the Interactions API. */
export const geminiRows: readonly ErrorRow[] = [
  row('Gemini: prepayment used up', says(/prepa(y|id).{0,40}(depleted|exhausted|used up)/i), quota()),
  row('Gemini: billing off', all(code('failed_precondition'), says(/billing/i)), quota()),
  row('Payment required, by its code (Gemini Interactions)', code('payment_required'), quota()),
  row('Quota used up, by its code (Gemini Interactions)', code('quota_exceeded'), quota()),

  row(
    'Gemini: model not in this tier',
    all(exhausted, any(holds('quotaValue', '0', 0), says(/\blimit: 0\b/))),
    permanent('bad_request', tierAdvice),
  ),
  row('Gemini: model full', code('model_capacity_exhausted'), overloaded),
  row('Gemini: tokens a day', all(exhausted, quotaId(/Token.*PerDay/i)), period(untilPacificMidnight)),
  row('Gemini: requests a day', all(exhausted, quotaId(/PerDay/i)), period(untilPacificMidnight)),
  row('Gemini: spend over ten minutes', all(exhausted, says(/spend/i)), windowOfKey),
  row('Gemini: tokens a minute', all(exhausted, quotaId(/Token.*PerMinute/i)), window),
  row('Gemini: requests a minute', all(exhausted, quotaId(/PerMinute/i)), window),
  row(
    'Gemini: quota with a wait of hours',
    all(exhausted, ({ statedMs }) => statedMs !== null && statedMs > 3_600_000),
    period(),
  ),
  row('Gemini: quota without details', exhausted, window),
  row('Gemini: overloaded', all(status(503, 200), code('unavailable')), overloaded),

  row(
    'Gemini: prompt too long',
    says(/input token count.*exceeds the maximum number of tokens/is),
    permanent('context_length', contextAdvice),
  ),
  row('Gemini: body too large', says(/request payload size exceeds/i), badRequest),
  row('Gemini: key expired', all(code('invalid_argument', 'api_key_invalid'), says(/api key expired/i)), auth),
  row(
    'Gemini: key refused',
    any(code('api_key_invalid'), all(code('invalid_argument'), says(/api key not valid/i))),
    auth,
  ),
  row('Gemini: key leaked', says(/api key was reported as leaked/i), auth),
  row('Gemini: key not for this service', code('api_key_service_blocked'), auth),
  row('Gemini: service off in the project', code('service_disabled'), auth),
  row('Gemini: account suspended', code('consumer_suspended'), auth),
  row('Gemini: no permission', code('permission_denied'), auth),
  row('Gemini: no credentials', code('unauthenticated'), auth),
  row('Gemini: not in this region', all(code('failed_precondition'), says(/location is not supported|region/i)), auth),
  row('Gemini: precondition not met', code('failed_precondition'), auth),
  row('Gemini: no such model', all(status(404), holds('status', 'NOT_FOUND'), says(/\bmodels?\b/i)), noModel),
  row('Gemini: took too long', code('deadline_exceeded'), serverDown),
  row('Gemini: cancelled at the server', all(status(499), code('cancelled')), serverFault),
  row('Gemini: fault of the server', all(code('internal'), status(500, 200)), serverFault),
  row('Gemini: request refused', all(code('invalid_argument', 'out_of_range'), status(400, 200)), badRequest),
]
