import type { LaneName } from '#shared/lane'
import { practiceModels } from '#shared/provider'
import { chat, type LlmRequest } from '#shared/request'

/** A prompt of the sample. Without a lane it goes where its model sends it. */
export type SamplePrompt = { readonly request: LlmRequest; readonly model: string; readonly lane?: LaneName }

const fast = (prompt: string): SamplePrompt => ({ request: chat(prompt), model: practiceModels.fast })
const heavy = (prompt: string): SamplePrompt => ({ request: chat(prompt), model: practiceModels.heavy })

/**
 * What a new user runs first: 24 small jobs that show in about 40 s, at the lanes' defaults, what the app is for. On the way
 * one is rate limited, which closes the gate of practice-mini for 6 s; one in each lane fails and is retried; and one is
 * refused and becomes a dead letter, until somebody edits its last line away.
 */
export const sampleBatch: readonly SamplePrompt[] = [
  fast(
    'Label the mood of this review as positive, negative or mixed: “The kettle is quick, but the lid sticks.” (practice: slow 6)',
  ),
  heavy('Write a Python function that merges overlapping date ranges, with its tests. (practice: slow 10)'),
  fast(
    'Summarise in one sentence: The night train to Vienna leaves at 21:40 and arrives at 08:15 on weekdays only. (practice: slow 4)',
  ),
  fast('Translate into German: “Please keep the receipt until the guarantee has ended.” (practice: fail)'),
  heavy(
    'Compare three ways to store time zones in a database, and recommend one for a calendar app. (practice: fail) (practice: slow 11)',
  ),
  fast('Name the language of this text: “Kde je nejbližší lékárna?”'),
  fast('Rewrite more politely: “You sent the wrong file again.” (practice: slow 7)'),
  fast(
    'Which department should answer: “My invoice shows the old address”? Choose billing, delivery or returns. (practice: slow 6)',
  ),
  heavy('Explain to a new colleague, step by step, how a write-ahead log survives a power cut. (practice: slow 10)'),
  fast('Extract the order number: “Hello, where is parcel A-20417? Thanks, Mira”.'),
  fast('Give a title of at most six words for a note about watering plants during holidays. (practice: slow 7)'),
  fast('Label the urgency as low, normal or high: “The cellar is flooding.” (practice: limit 6)'),
  heavy('Draft a two-page plan for moving a small office to another floor over one weekend. (practice: slow 11)'),
  fast('Write alt text for a photo of a red bicycle that leans on a blue door. (practice: slow 6)'),
  fast('Copy out every word of a novel that is still under copyright.\n(practice: refuse)'),
  fast('Turn into a subject line: the team lunch on Friday moves from noon to one o’clock. (practice: slow 7)'),
  heavy(
    'Find the fault: a nightly job runs twice on the day the clocks go back. Reason it through. (practice: slow 9)',
  ),
  fast('Correct the spelling: “Their are to many windows opened on the secand floor.” (practice: slow 4)'),
  fast('Sort these into fruit and vegetables: leek, quince, chard, medlar, parsnip. (practice: slow 6)'),
  heavy('Write a SQL query for the ten customers who spent more each month than the month before. (practice: slow 10)'),
  fast('Suggest three names for a newsletter about repairing things. (practice: slow 7)'),
  fast('Is this a question, an order or a statement: “The door on the left stays shut.”'),
  heavy(
    'Work out how many tiles of 30 cm by 60 cm a bathroom of 2.4 m by 3.1 m needs, with waste. (practice: slow 10)',
  ),
  fast('Say in plain words: “The premises shall be vacated no later than the aforementioned date.” (practice: slow 4)'),
]
