import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages'
import { z } from 'zod'
import { hasErrorInside } from '../classify'
import { field, parseJson } from '../read-error-body'
import type { BadStream } from '../receive'
import type { StreamItem } from '../sse'
import { WireMessage, WireUsage } from './read-answer'

/** What a stream came to. Without `message_stop` it ended early, whatever came before. */
export type Streamed = { readonly message: WireMessage } | BadStream

const Index = z.int().nonnegative().max(10_000)
const BlockStart = z.object({ index: Index, content_block: z.looseObject({ type: z.string() }) })
const BlockDelta = z.object({ index: Index, delta: z.looseObject({ type: z.string() }) })
const MessageDelta = z.object({
  delta: WireMessage.pick({ stop_reason: true, stop_details: true }),
  usage: WireUsage.optional(),
})

/**
 * Puts the message together from its events, so that it is read as a whole one is. Calls onText with each piece of text, and with '' for
 * all else that shows that the answer is under way. Throws what the items throw.
 */
export async function collect(items: AsyncIterable<StreamItem>, onText: (piece: string) => void): Promise<Streamed> {
  const assembly = createAssembly()
  for await (const item of items) {
    if (item.kind === 'alive') {
      onText('')
      continue
    }
    const json = parseJson(item.data)
    if (json === undefined && item.unfinished) break
    const type = field(json, 'type') ?? item.event
    if (type === 'error' || hasErrorInside(json)) return { error: item.data }
    const piece = assembly.take(type as RawMessageStreamEvent['type'] | null, json)
    if (piece === null) return 'unreadable'
    onText(piece)
    if (type === 'message_stop') return { message: assembly.message() }
  }
  return 'ended'
}

type Block = WireMessage['content'][number]

function createAssembly() {
  let begun: WireMessage = { content: [], usage: {} }
  const blocks: Block[] = []
  const inputs = new Map<Block, string>() // of tool calls, JSON in pieces

  function change(block: Block, delta: Block): string {
    if (delta.type === 'text_delta' && typeof delta.text === 'string') {
      block.text = `${block.text ?? ''}${delta.text}`
      return delta.text
    }
    if (delta.type === 'input_json_delta') inputs.set(block, `${inputs.get(block) ?? ''}${delta.partial_json ?? ''}`)
    return ''
  }

  return {
    /** The piece of text in an event, '' where there is none; null where it cannot be read. The API adds new events: they are left aside. */
    take(type: RawMessageStreamEvent['type'] | null, json: unknown): string | null {
      switch (type) {
        case 'message_start': {
          const started = WireMessage.safeParse(field(json, 'message'))
          if (!started.success) return null
          begun = started.data
          return ''
        }
        case 'content_block_start': {
          const started = BlockStart.safeParse(json)
          if (!started.success) return null
          const { index, content_block: block } = started.data
          blocks[index] = block
          return block.type === 'text' && typeof block.text === 'string' ? block.text : ''
        }
        case 'content_block_delta': {
          const changed = BlockDelta.safeParse(json)
          if (!changed.success) return null
          const { index, delta } = changed.data
          // Some servers announce no block before they send its text.
          blocks[index] ??= { type: delta.type === 'text_delta' ? 'text' : delta.type }
          return change(blocks[index], delta)
        }
        case 'message_delta': {
          const changed = MessageDelta.safeParse(json)
          if (!changed.success) return null
          const { delta, usage = {} } = changed.data
          begun = { ...begun, ...present(delta), usage: { ...begun.usage, ...present(usage) } }
          return ''
        }
        default:
          return json === undefined && type === null ? null : ''
      }
    },
    message(): WireMessage {
      for (const [block, json] of inputs) block.input = parseJson(json) ?? json
      return { ...begun, content: [...begun.content, ...blocks.filter((block) => block !== undefined)] }
    },
  }
}

/** The counts of `message_delta` are cumulative and replace those of `message_start`; what it leaves out or gives as null stays. */
function present<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>
}
