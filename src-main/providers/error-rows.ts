import type { ErrorRow } from './error-row'
import { anthropicRows } from './error-rows-anthropic'
import { anyRows } from './error-rows-any'
import { edgeRows } from './error-rows-edge'
import { geminiRows } from './error-rows-gemini'
import { deepSeekRows, fireworksRows, groqRows, mistralRows, togetherRows } from './error-rows-hosts'
import { localRows } from './error-rows-local'
import { azureRows, openAiRows } from './error-rows-openai'
import { openRouterRows } from './error-rows-openrouter'

/**
 * What an HTTP error means: the first row that fits decides. So what only one sender can have written stands before what many write, the
 * narrow meanings of a status before the broad ones, and what the body says before what the status says (provider wire facts, sections
 * 2.4 and 3).
 */
export const errorRows: readonly ErrorRow[] = [
  ...edgeRows,
  ...anthropicRows,
  ...geminiRows,
  ...openRouterRows,
  ...mistralRows,
  ...deepSeekRows,
  ...togetherRows,
  ...fireworksRows,
  ...localRows,
  ...groqRows,
  ...azureRows,
  ...openAiRows,
  ...anyRows,
]
