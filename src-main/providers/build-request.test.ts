import { expect, test } from 'vitest'
import { chat } from '#shared/request'
import { buildRequest } from './build-request'

test('a chat sends only what was asked for', () => {
  const messages = [{ role: 'user', content: 'Hi' }]
  expect(buildRequest({ request: chat('Hi'), model: 'm' })).toEqual({
    endpoint: '/chat/completions',
    body: { model: 'm', messages },
  })
  const request = chat('Hi', { maxOutputTokens: 50, temperature: 0 })
  expect(buildRequest({ request, model: 'm' }).body).toEqual({
    model: 'm',
    messages,
    max_completion_tokens: 50,
    temperature: 0,
  })
})

test('a verbatim body goes out as it is, its own model first, and never as a stream', () => {
  const body = {
    model: 'own',
    messages: [],
    stream: true,
    stream_options: { include_usage: true },
    seed: 7,
    odd: [null],
  }
  const sent = buildRequest({ request: { kind: 'verbatim', path: '/v1/chat/completions', body }, model: 'm' })
  expect(sent).toEqual({ endpoint: '/chat/completions', body: { model: 'own', messages: [], seed: 7, odd: [null] } })
  const embeddings = buildRequest({
    request: { kind: 'verbatim', path: '/v1/embeddings', body: { input: 'a' } },
    model: 'm',
  })
  expect(embeddings).toEqual({ endpoint: '/embeddings', body: { input: 'a', model: 'm' } })
})
