import {
  all,
  any,
  auth,
  badRequest,
  code,
  type ErrorRow,
  from,
  header,
  holds,
  noModel,
  overloaded,
  period,
  permanent,
  quota,
  refused,
  refusedContent,
  row,
  says,
  status,
  tooManyAtOnce,
  window,
} from './error-row'
import { contextAdvice, neverFits, tooLargeAdvice } from './fitting'
import { untilDailyReset, untilMonthEnds } from './periods'

const tooLong = permanent('context_length', contextAdvice)
const groq = all(code('rate_limit_exceeded'), any(from('groq'), says(/service tier|per minute \(|console\.groq\.com/i)))

/** Groq writes "per minute" where OpenAI writes "per min", and names its service tier. */
export const groqRows: readonly ErrorRow[] = [
  row('Groq: larger than the limit', all(any(status(413), groq), neverFits), permanent('bad_request', tooLargeAdvice)),
  row('Groq: requests a day', all(groq, says(/requests per day|\(RPD\)/i)), period(untilDailyReset)),
  row('Groq: tokens a day', all(groq, says(/tokens per day|\(TPD\)/i)), period(untilDailyReset)),
  row('Groq: requests a minute', all(groq, says(/requests per minute/i)), window),
  row('Groq: tokens a minute', all(groq, says(/tokens per minute/i)), window),
  row('Groq: flex tier full', any(status(498), code('capacity_exceeded')), overloaded),
  row('Groq: no JSON came', code('json_validate_failed'), { kind: 'transient', code: 'invalid_answer', outage: false }),
  row('Groq: tool call failed', code('tool_use_failed'), { kind: 'transient', code: 'invalid_answer', outage: false }),
  row('Groq: account restricted', code('organization_restricted'), auth),
  row(
    'Groq: model blocked in the account',
    code('model_permission_blocked_org', 'model_permission_blocked_project'),
    noModel,
  ),
  row('Groq: terms of the model not accepted', code('model_terms_required'), noModel),
]

/** Mistral: flat bodies with digits for codes. */
export const mistralRows: readonly ErrorRow[] = [
  row(
    'Mistral: tokens of the month',
    all(status(429), header('x-ratelimit-remaining-tokens-month', /^0$/)),
    period(untilMonthEnds, 'key'),
  ),
  row('Mistral: full', any(code('3505'), says(/service tier capacity exceeded/i)), overloaded),
  row('Mistral: rate limit', any(code('1300'), all(status(429), code('rate_limited'))), window),
  row('Mistral: prompt too long', any(code('3051'), says(/prompt contains \d+ tokens.*too large for model/i)), tooLong),
  row('Mistral: no such model', code('1500', 'invalid_model'), noModel),
  row('Mistral: key refused', all(status(401), holds('message', 'Unauthorized')), auth),
]

export const deepSeekRows: readonly ErrorRow[] = [
  row('DeepSeek: no balance', says(/^insufficient balance/i), quota()),
  // Its limit is on calls at once, and so is what a 429 of it means.
  row('DeepSeek: too many at once', all(status(429), from('deepseek')), tooManyAtOnce),
  row('DeepSeek: content', says(/content exists risk/i), refusedContent),
  row('DeepSeek: key refused', says(/^authentication fails/i), auth),
]

export const togetherRows: readonly ErrorRow[] = [
  row('Together: prompt too long', all(refused, says(/inputs.? tokens \+ .?max_new_tokens.? must be <=/i)), tooLong),
  row(
    'Together: prompt and answer too long',
    all(refused, says(/token count \+ .?max_tokens.? (parameter )?exceeds/i)),
    tooLong,
  ),
  row(
    'Together: model not for this account',
    any(code('model_not_available'), says(/unable to access (non-serverless )?model/i)),
    noModel,
  ),
  row(
    'Together: above the dynamic rate',
    all(status(429), any(from('together'), code('dynamic_request_limited', 'model_rate_limit'))),
    window,
  ),
  row('Together: no capacity', all(status(503), from('together')), overloaded),
]

export const fireworksRows: readonly ErrorRow[] = [
  row('Fireworks: account suspended', all(status(412), says(/suspend|account/i)), quota()),
  row('Fireworks: prompt too long', all(refused, says(/prompt is too long: \d+, model maximum/i)), tooLong),
  row('Fireworks: model not deployed', says(/model not found, inaccessible,? and\/or not deployed/i), noModel),
  row(
    'Fireworks: above the dynamic rate',
    all(status(429), any(from('fireworks'), header('x-ratelimit-over-limit', /^yes$/i))),
    window,
  ),
  row('Fireworks: no capacity', all(status(503), from('fireworks')), overloaded),
  row('Fireworks: request too heavy', all(status(413), from('fireworks')), badRequest),
]
