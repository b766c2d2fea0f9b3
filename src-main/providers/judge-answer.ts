import type { Outcome } from '#shared/outcome'
import type { LlmRequest } from '#shared/request'
import type { Failure, FailureCode, TaskResult, Usage } from '#shared/task'
import { type ClassifyContext, type HttpAnswer, requestIdOf } from './classify'
import { checkJsonAnswer } from './json-answer'
import { looksLikeHtml } from './read-error-body'
import { storable } from './redact'

/** The status line and headers of an answer, and no text. */
export type AnswerHead = Pick<HttpAnswer, 'status' | 'headers'>

/** What every protocol's answer boils down to (provider wire facts, section 1.4). */
export type TextAnswer = {
  readonly text: string
  /**
   * done: by the model's own will, or a stop word. cut_off: at its token limit. refused: by the model, in `text` or in `refusal`. filtered:
   * by the provider. fault: the provider broke it off. wants_tool: it asks for a tool, and none was offered.
   */
  readonly ended: 'done' | 'cut_off' | 'refused' | 'filtered' | 'fault' | 'wants_tool'
  readonly refusal?: string
  readonly finishReason: string | null // the provider's own word
  readonly model: string
  readonly usage: Usage
}

/** What a text comes to. Only one that is whole, not empty and as asked for is a success; what came of another is kept beside its failure. */
export function judgeAnswer(
  answer: TextAnswer,
  head: AnswerHead,
  request: LlmRequest,
  { secrets }: Pick<ClassifyContext, 'secrets'>,
): Outcome {
  const { ended, finishReason, model, usage } = answer
  const kept = (text: string): TaskResult => ({
    ...{ kind: 'text', text, cutOff: ended === 'cut_off', finishReason, model },
    ...{ requestId: requestIdOf(head.headers), usage },
  })
  const permanent = (code: FailureCode, words: string, text = answer.text): Outcome => ({
    kind: 'permanent',
    failure: failureOf(head, code, words, finishReason),
    answer: kept(text),
  })
  const again = (code: FailureCode, words: string): Outcome => ({
    ...transient(head, code, words, finishReason),
    answer: kept(answer.text),
  })
  switch (ended) {
    case 'refused': {
      const words = answer.refusal || answer.text
      return permanent(
        'content_policy',
        storable(words, secrets) || 'The model refused to answer',
        answer.text || words,
      )
    }
    case 'filtered':
      return permanent('content_policy', 'The provider’s content filter stopped the answer')
    case 'fault':
      return again('server_error', `The provider broke off its answer${finishReason ? ` (${finishReason})` : ''}`)
    case 'cut_off':
      return permanent(
        'cut_off',
        answer.text === ''
          ? 'No text: the whole token limit went into the model’s thoughts. Raise the limit, or ask for less thinking'
          : 'The answer reached its token limit. What came of it is kept; raise the limit, or ask for a shorter answer',
      )
    case 'wants_tool':
      return permanent('invalid_answer', 'The model wants to call a tool, and the request offers none')
    case 'done':
  }
  // Another try often has more to say, and one that has not becomes a dead letter rather than an empty result.
  if (answer.text.trim() === '') return again('invalid_answer', 'The answer is empty')
  const json = request.kind === 'chat' ? request.json : undefined
  if (json === undefined) return { kind: 'succeeded', result: kept(answer.text) }
  const checked = checkJsonAnswer(json, answer.text)
  return 'problem' in checked
    ? again('invalid_answer', storable(checked.problem, secrets))
    : { kind: 'succeeded', result: kept(checked.text) }
}

/** A stream that ended with neither its terminator nor a stop reason. The provider may have gone on, and bill it. */
export function endedEarly(head: AnswerHead): Outcome {
  return transient(head, 'connection', 'The stream ended before the answer was complete')
}

/** A failure that another try may mend, told by an answer that came. It speaks of this call alone. */
export function transient(
  head: AnswerHead,
  code: FailureCode,
  message: string,
  providerCode: string | null = null,
): Extract<Outcome, { kind: 'transient' }> {
  return {
    kind: 'transient',
    failure: failureOf(head, code, message, providerCode),
    outage: false,
    retryAfterMs: null,
  }
}

export function failureOf(
  head: AnswerHead,
  code: FailureCode,
  message: string,
  providerCode: string | null = null,
): Failure {
  return { code, status: head.status, providerCode, message, requestId: requestIdOf(head.headers) }
}

/** What a 2xx body comes to that is no JSON. */
export function unreadable({ text, ...head }: HttpAnswer, secrets: readonly string[]): Outcome {
  if (looksLikeHtml(text)) {
    // A captive portal, or an address that is no API: nothing sent there will be answered.
    const words = 'A web page came instead of an answer: a login page of the network, or a wrong base URL'
    return { ...transient(head, 'connection', words), outage: true }
  }
  const words = text.trim() === '' ? 'The answer has no body' : 'The answer is no JSON'
  return asItCame(transient(head, 'server_error', words), text, head, secrets)
}

/** A 2xx body that is JSON and none of this protocol's answers. `wanted`: "a chat completion". */
export function otherShape(
  json: unknown,
  head: AnswerHead,
  wanted: string,
  { secrets }: Pick<ClassifyContext, 'secrets'>,
): Outcome {
  const words = `The answer is not in the shape of ${wanted}`
  return asItCame(transient(head, 'server_error', words), JSON.stringify(json) ?? '', head, secrets)
}

/**
 * With what came in place of an answer: the provider answered 2xx, so it may bill it, and does not say how much. Its first 2,000 characters
 * show a person what it was; keys are masked, since what is no answer may be an echo of the request.
 */
export function asItCame(
  outcome: Extract<Outcome, { kind: 'transient' }>,
  text: string,
  head: AnswerHead,
  secrets: readonly string[],
): Outcome {
  const answer: TaskResult = {
    ...{
      kind: 'text',
      text: storable(text, secrets),
      cutOff: false,
      finishReason: null,
      model: '',
    },
    ...{ requestId: requestIdOf(head.headers), usage: { tokensIn: null, tokensOut: null } },
  }
  return { ...outcome, answer }
}
