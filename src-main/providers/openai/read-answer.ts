import type { Outcome } from '#shared/outcome'
import { type ClassifyContext, classifyHttpError, type HttpAnswer, hasErrorInside } from '../classify'
import { unreadable } from '../judge-answer'
import { parseJson } from '../read-error-body'
import { type Asked, readChat } from './read-chat'
import { readEmbedding } from './read-embedding'
import { readResponses } from './read-responses'

/** What a whole 2xx answer comes to. HTTP 200 is not success: errors, refusals and empty answers arrive in it as well. */
export function readAnswer(answer: HttpAnswer, asked: Asked, context: ClassifyContext): Outcome {
  const json = parseJson(answer.text)
  if (json === undefined) return unreadable(answer, context.secrets)
  if (hasErrorInside(json)) return classifyHttpError(answer, context)
  switch (asked.wire.path) {
    case '/chat/completions':
      return readChat(json, answer, asked, context)
    case '/responses':
      return readResponses(json, answer, asked, context)
    case '/embeddings':
      return readEmbedding(json, answer, asked.wire, context)
  }
}
