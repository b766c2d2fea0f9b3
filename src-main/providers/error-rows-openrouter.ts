import {
  all,
  any,
  auth,
  code,
  type ErrorRow,
  from,
  names,
  noModel,
  overloaded,
  period,
  permanent,
  quota,
  refusedContent,
  row,
  says,
  serverDown,
  status,
  tooManyAtOnceOfKey,
  window,
} from './error-row'
import { budgetAdvice, contextAdvice } from './fitting'
import { untilAccessReturns, untilUtcMidnight } from './periods'

const tooLong = permanent('context_length', contextAdvice)

/** OpenRouter: `{error: {code: <HTTP status>, message, metadata?}}`, the meaning in `metadata.error_type` and `limit_source`. */
export const openRouterRows: readonly ErrorRow[] = [
  row('OpenRouter: budget held by calls in flight', code('in_flight_budget_exhausted'), tooManyAtOnceOfKey),
  row('OpenRouter: above the whole budget', code('weight_exceeds_budget'), permanent('bad_request', budgetAdvice)),
  // It holds for free models alone: those that are paid for go on under the same key, so each free one finds out for itself.
  row(
    'OpenRouter: free requests of the day',
    any(code('openrouter_free_tier_daily'), says(/free-models-per-day/i)),
    period(untilUtcMidnight),
  ),
  row(
    'OpenRouter: free requests of the minute',
    any(code('openrouter_free_tier_minute'), says(/free-models-per-min/i)),
    window,
  ),
  row('OpenRouter: budget with a time', all(status(402, 403), names('resets_at')), quota(untilAccessReturns)),
  row(
    'OpenRouter: budget of the key',
    all(status(403), any(names('limit_source'), says(/^key limit exceeded/i))),
    quota(),
  ),
  row(
    'OpenRouter: credits too few for this call',
    all(status(402), says(/requires more credits|can only afford/i)),
    quota(),
  ),
  row('OpenRouter: no credits', all(status(402), says(/insufficient credits|credits/i)), quota()),

  row(
    'OpenRouter: moderation',
    all(status(403), any(names('flagged_input', 'reasons'), says(/requires moderation|flagged/i))),
    refusedContent,
  ),
  row(
    'OpenRouter: guardrail',
    all(status(403, 400), any(code('guardrail_violation', 'guardrail'), says(/guardrail/i))),
    refusedContent,
  ),
  row('OpenRouter: refused by the model', code('refusal'), refusedContent),

  row('OpenRouter: answer too long for the model', code('max_tokens_exceeded'), tooLong),
  row('OpenRouter: too many tokens', code('token_limit_exceeded'), tooLong),
  row('OpenRouter: text too long', code('string_too_long'), tooLong),

  row('OpenRouter: not a model', says(/is not a valid model id/i), noModel),
  row('OpenRouter: no provider under your data policy', says(/no endpoints .*data policy/i), noModel),
  row('OpenRouter: no provider with these features', says(/no endpoints found that support/i), noModel),
  row('OpenRouter: no provider for the model', any(code('no_endpoints'), says(/^no endpoints found/i)), noModel),

  row('OpenRouter: no credentials', all(status(401), says(/no (auth credentials|cookie auth)|user not found/i)), auth),
  row('OpenRouter: limited upstream', all(status(429, 200), says(/rate-limited upstream/i)), window),
  row('OpenRouter: provider full', code('provider_overloaded'), overloaded),
  row('OpenRouter: provider out', code('provider_unavailable'), overloaded),
  row('OpenRouter: no provider available', all(status(503), from('openrouter')), overloaded),
  row('OpenRouter: provider gave an error', all(status(502), says(/^provider returned error/i)), serverDown),
]
