import {
  all,
  any,
  auth,
  badRequest,
  code,
  type ErrorRow,
  holds,
  noModel,
  overloaded,
  permanent,
  quota,
  refused,
  refusedContent,
  row,
  says,
  serverDown,
  serverFault,
  status,
  type Test,
  tooManyAtOnce,
  tooManyAtOnceOfKey,
  window,
} from './error-row'
import { contextAdvice } from './fitting'
import { untilAccessReturns, untilMonthEnds } from './periods'

/** `{type: "error", error: {type, message}}`, also as the first event of a stream that began with HTTP 200. */
const error = (type: string): Test => all(holds('type', 'error'), code(type))
const limit = error('rate_limit_error')

export const anthropicRows: readonly ErrorRow[] = [
  row('Anthropic: spend limit of the account', code('enforced_spend_limit_reached'), quota(untilMonthEnds)),
  row('Anthropic: spend limit of the contract', code('contract_spend_limit_reached'), quota()),
  row(
    'Anthropic: the organization or its encryption key is blocked',
    code('organization_on_hold', 'cmek_key_disabled', 'cmek_key_network_blocked'),
    auth,
  ),
  row(
    'Anthropic: own spend limit of the workspace',
    says(/^you have reached your specified workspace .*usage limits/i),
    quota(untilAccessReturns),
  ),
  row(
    'Anthropic: own spend limit',
    says(/^you have reached your specified .*usage limits/i),
    quota(untilAccessReturns),
  ),
  row('Anthropic: credit too low', says(/credit balance is too low/i), quota()),
  row('Anthropic: billing', error('billing_error'), quota()),

  row(
    'Anthropic: long prompts not in the plan',
    all(limit, says(/required for long context requests/i)),
    permanent('context_length', () => 'Shorten the prompt, or turn on extra usage at the provider.'),
  ),
  row('Anthropic: growth too steep, by its code', code('ramp_limit_exceeded'), tooManyAtOnce),
  row('Anthropic: growth too steep', all(limit, says(/usage increase rate|acceleration/i)), tooManyAtOnce),
  row('Anthropic: connections at once', all(limit, says(/concurrent (connections|requests)/i)), tooManyAtOnceOfKey),
  row('Anthropic: input tokens a minute', all(limit, says(/input tokens per minute/i)), window),
  row('Anthropic: output tokens a minute', all(limit, says(/output tokens per minute/i)), window),
  row('Anthropic: requests a minute', all(limit, says(/requests per minute/i)), window),
  row('Anthropic: rate limit', limit, window),
  row('Anthropic: overloaded', any(error('overloaded_error'), status(529)), overloaded),

  row(
    'Anthropic: prompt too long',
    all(refused, says(/prompt is too long: [\d,]+ tokens? >|input is too long for requested model/i)),
    permanent('context_length', contextAdvice),
  ),
  row(
    'Anthropic: prompt and max_tokens too long',
    all(refused, says(/input length and .?max_tokens.? exceed context limit/i)),
    permanent('context_length', contextAdvice),
  ),
  row(
    'Anthropic: output blocked',
    all(refused, says(/(output )?blocked by content filtering policy/i)),
    refusedContent,
  ),
  row('Anthropic: body too large', code('request_too_large'), badRequest),
  row('Anthropic: key refused', error('authentication_error'), auth),
  row('Anthropic: no permission', error('permission_error'), auth),
  row('Anthropic: no such model', all(error('not_found_error'), says(/^model:/i)), noModel),
  row('Anthropic: no such path', error('not_found_error'), badRequest),
  row('Anthropic: conflict', error('conflict_error'), serverFault),
  row('Anthropic: took too long', error('timeout_error'), serverDown),
  row('Anthropic: fault of the server', error('api_error'), serverFault),
  row('Anthropic: request refused', error('invalid_request_error'), badRequest),
]
