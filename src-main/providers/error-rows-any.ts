import {
  all,
  any,
  auth,
  badRequest,
  between,
  code,
  type ErrorRow,
  names,
  noModel,
  overloaded,
  period,
  permanent,
  quota,
  refused,
  refusedContent,
  row,
  says,
  serverDown,
  serverFault,
  status,
  window,
} from './error-row'
import { contextAdvice, neverFits, tooLargeAdvice } from './fitting'
import { untilAccessReturns, untilDailyReset, untilMonthEnds } from './periods'

const limited = any(
  status(429),
  code(
    'rate_limit_exceeded',
    'rate_limit_error',
    'rate_limited',
    'rate_limit',
    'too_many_requests',
    'ratelimitreached',
  ),
)

/** For servers that no other row knows: by the usual codes, then by the usual words, then by the status alone. */
export const anyRows: readonly ErrorRow[] = [
  row(
    'Any: quota, by its code',
    code('billing_error', 'quota_exhausted', 'insufficient_balance', 'insufficient_credits'),
    quota(),
  ),
  row('Any: payment required', status(402), quota(untilAccessReturns)),
  row(
    'Any: a budget behind 403',
    all(status(403), any(says(/\bquota\b|spend limit|budget/i), names('resets_at'))),
    quota(untilAccessReturns),
  ),

  row(
    'Any: larger than the limit',
    all(any(limited, status(413)), neverFits),
    permanent('bad_request', tooLargeAdvice),
  ),
  row(
    'Any: overloaded, by its code',
    code('overloaded_error', 'overloaded', 'engine_overloaded', 'service_unavailable', 'serviceunavailable'),
    overloaded,
  ),
  row('Any: limit of a month', all(limited, says(/per month|monthly/i)), period(untilMonthEnds, 'key')),
  row('Any: limit of a day', all(limited, says(/per day|daily/i)), period(untilDailyReset)),
  row(
    'Any: limit with a wait of hours',
    all(limited, ({ statedMs }) => statedMs !== null && statedMs > 3_600_000),
    period(),
  ),
  row('Any: rate limit', limited, window),
  row('Any: overloaded', all(status(503), says(/overload|capacity|busy|high demand/i)), overloaded),

  row(
    'Any: prompt too long, by its code',
    code('context_window_exceeded', 'context_length_error', 'input_too_long'),
    permanent('context_length', contextAdvice),
  ),
  row(
    'Any: prompt too long, by its words',
    all(
      refused,
      any(
        says(
          /maximum (context|prompt) length|exceeds? (the |this model's )?(available |maximum )?context|context (window|size|length) (is )?exceeded/i,
        ),
        says(/(prompt|input) is too long|exceed context limit|reduce the length of the (messages|prompt|input)/i),
      ),
    ),
    permanent('context_length', contextAdvice),
  ),
  row(
    'Any: content policy, by its code',
    all(refused, code('content_filter', 'content_policy', 'moderation', 'prohibited_content', 'safety')),
    refusedContent,
  ),
  row(
    'Any: content policy, by its words',
    all(refused, says(/content (management )?policy|usage polic|flagged (by|as)|safety system/i)),
    refusedContent,
  ),
  row('Any: no such model', all(status(404), says(/model|deployment/i)), noModel),
  row(
    'Any: key refused, by its code',
    code('authentication_error', 'invalid_authentication', 'unauthorized', 'permission_error'),
    auth,
  ),
  row('Any: key refused, by its words', all(status(400), says(/api key not valid|(invalid|incorrect) api key/i)), auth),
  row('Any: key refused', status(401), auth),
  row('Any: forbidden', status(403), auth),

  row('Any: bad gateway', status(502), serverDown),
  row('Any: out of service', status(503), overloaded),
  row('Any: gateway timeout', status(504), serverDown),
  row('Any: took too long at the server', status(408), serverFault),
  row('Any: conflict', status(409), serverFault),
  row('Any: too early', status(425), serverFault),
  row('Any: cancelled at the server', status(499), serverFault),
  row('Any: no such path', status(404, 405), badRequest),
  row('Any: body too large', status(413), badRequest),
  row('Any: kind of body refused', status(415), badRequest),
  row('Any: not valid', status(422), badRequest),
  row(
    'Any: request refused, inside 200',
    all(status(200), code('invalid_request_error', 'invalid_request')),
    badRequest,
  ),
  row('Any: redirect', between(300, 399), badRequest),
  row('Any: request refused', between(400, 499), badRequest),
  row('Any: fault of the server', () => true, serverFault),
]
