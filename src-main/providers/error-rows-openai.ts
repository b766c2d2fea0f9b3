import {
  all,
  any,
  auth,
  badRequest,
  code,
  type ErrorRow,
  noModel,
  not,
  overloaded,
  period,
  permanent,
  quota,
  refused,
  refusedContent,
  row,
  says,
  serverFault,
  status,
  tooManyAtOnce,
  window,
} from './error-row'
import { contextAdvice, deploymentAdvice, neverFits, tooLargeAdvice } from './fitting'
import { untilDailyReset } from './periods'

const limit = code('rate_limit_exceeded')
const azureLimit = all(status(429), says(/azure openai|AIServices|pricing tier|current deployment/i))

/** Azure OpenAI: OpenAI's shape with codes of its own. */
export const azureRows: readonly ErrorRow[] = [
  row(
    'Azure: content filter',
    any(code('responsibleaipolicyviolation'), all(code('content_filter'), says(/content management policy|filtered/i))),
    refusedContent,
  ),
  row('Azure: no such deployment', code('deploymentnotfound'), noModel),
  row('Azure: model cannot do this', code('operationnotsupported', 'unsupportedmodel'), noModel),
  row(
    // The bucket would need a day for it, which is how it says that one request alone is above the deployment's tokens per minute.
    'Azure: above the deployment’s tokens per minute',
    all(azureLimit, says(/token rate limit[\s\S]*retry after 86400 seconds/i)),
    permanent('bad_request', deploymentAdvice),
  ),
  row('Azure: full, by its words', says(/system is currently experiencing high demand/i), overloaded),
  row('Azure: tokens a minute', all(azureLimit, says(/token rate limit/i)), window),
  row('Azure: requests a minute', all(azureLimit, says(/(call|request) rate limit/i)), window),
  row('Azure: limit of the deployment', all(azureLimit, not(neverFits)), window),
  row('Azure: quota behind its gateway', all(status(403), says(/out of call volume quota|quota exceeded/i)), quota()),
  row('Azure: key or endpoint wrong', all(status(401), says(/invalid subscription key|wrong api endpoint/i)), auth),
  row(
    'Azure: network rules',
    all(status(403), says(/virtual network\/firewall rules|public access is disabled/i)),
    auth,
  ),
  row(
    'Azure: no role for this',
    all(any(status(401, 403), code('permissiondenied')), says(/lacks the required data action/i)),
    auth,
  ),
  row('Azure: no such path or version', all(status(404), code('404'), says(/^resource not found/i)), badRequest),
]

/** OpenAI: chat completions, Responses, embeddings, and what speaks as it does. */
export const openAiRows: readonly ErrorRow[] = [
  // Money comes as a 429 too, and no wait cures it.
  row('OpenAI: credit used up', code('credit_balance_exhausted'), quota()),
  row('OpenAI: spend limit of the organization', code('organization_spend_limit_exceeded'), quota()),
  row('OpenAI: spend limit of the project', code('project_spend_limit_exceeded'), quota()),
  row('OpenAI: usage limit of the organization', code('organization_usage_limit_exceeded'), quota()),
  row('OpenAI: hard billing limit', code('billing_hard_limit_reached'), quota()),
  row('OpenAI: billing not active', code('billing_not_active', 'access_terminated'), quota()),
  row('OpenAI: quota used up', code('insufficient_quota'), quota()),

  row(
    'OpenAI: larger than the limit',
    all(status(429, 200), limit, neverFits),
    permanent('bad_request', tooLargeAdvice),
  ),
  row('OpenAI: ramp too steep', code('slow_down'), tooManyAtOnce),
  row('OpenAI: requests a day', all(limit, says(/requests per day|\(RPD\)/i)), period(untilDailyReset)),
  row('OpenAI: tokens a day', all(limit, says(/tokens per day|\(TPD\)/i)), period(untilDailyReset)),
  row('OpenAI: images a minute', all(limit, says(/images per min/i)), window),
  row('OpenAI: requests a minute', all(limit, says(/requests per min\b/i)), window),
  row('OpenAI: tokens a minute', all(limit, says(/tokens per min\b/i)), window),

  row('OpenAI: overloaded', code('server_is_overloaded'), overloaded),
  row('OpenAI: overloaded, by its words', says(/(model|engine) is currently overloaded/i), overloaded),

  row('OpenAI: prompt too long', code('context_length_exceeded'), permanent('context_length', contextAdvice)),
  row('OpenAI: text too long', code('string_above_max_length'), permanent('context_length')),
  row(
    'OpenAI: prompt too long, by its words',
    all(refused, says(/exceeds the context window of this model/i)),
    permanent('context_length', contextAdvice),
  ),
  row(
    'OpenAI: image against the policy',
    code('content_policy_violation', 'image_content_policy_violation'),
    refusedContent,
  ),
  row('OpenAI: prompt flagged', code('invalid_prompt'), refusedContent),
  row('OpenAI: biology policy', code('bio_policy'), refusedContent),
  row('OpenAI: safety system', code('moderation_blocked'), refusedContent),

  row('OpenAI: no access to the model', all(status(403), code('model_not_found')), noModel),
  row('OpenAI: no such model', code('model_not_found'), noModel),
  row('OpenAI: model retired', code('model_deprecated', 'model_decommissioned'), noModel),
  row(
    'OpenAI: model not for this endpoint',
    all(status(400, 404), says(/not a chat model|not supported in the v1\/|only supported in v1\/responses/i)),
    noModel,
  ),

  row('OpenAI: account closed', code('account_deactivated'), auth),
  row('OpenAI: region', code('unsupported_country_region_territory', 'data_residency_mismatch'), auth),
  row('OpenAI: address not on the list', code('ip_not_authorized'), auth),
  row('OpenAI: key lacks a permission', says(/insufficient permissions for this operation|missing scopes:/i), auth),
  row(
    'OpenAI: not in the organization',
    any(code('mismatched_organization', 'invalid_organization'), all(status(401), says(/member of an organization/i))),
    auth,
  ),
  row('OpenAI: key refused', code('invalid_api_key'), auth),

  row('OpenAI: file search took too long', code('vector_store_timeout'), serverFault),
  row('OpenAI: image did not come', code('failed_to_download_image'), serverFault),
  row(
    'OpenAI: image unusable',
    ({ body }) =>
      [...body.codes].some((each) => /^(invalid|empty|unsupported)_(base64_)?image|^image_(?!content)/.test(each)),
    badRequest,
  ),
  row(
    'OpenAI: parameter not known to the model',
    code('unsupported_parameter', 'unsupported_value', 'unknown_parameter'),
    badRequest,
  ),
  row('OpenAI: schema refused', code('invalid_json_schema', 'invalid_function_parameters'), badRequest),
  row('OpenAI: no such path', any(code('unknown_url'), all(status(404), says(/^invalid url/i))), badRequest),
  row('OpenAI: fault of the server', all(status(200, 500), code('server_error')), serverFault),
]
