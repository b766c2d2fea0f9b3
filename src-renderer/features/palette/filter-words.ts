/** Filter words as the palette offers them after a colon; what ends in a sign still wants its value. */
export const filterWords: readonly { readonly word: string; readonly means: string }[] = [
  { word: 'lane:fast', means: 'Tasks of the Fast lane' },
  { word: 'lane:heavy', means: 'Tasks of the Heavy lane' },
  { word: 'state:running', means: 'Tasks that run now' },
  { word: 'state:queued', means: 'Tasks in line' },
  { word: 'state:backing-off', means: 'Tasks that wait for another try' },
  { word: 'state:scheduled', means: 'Tasks that start later' },
  { word: 'state:done', means: 'Tasks with an answer' },
  { word: 'state:dead', means: 'Dead letters' },
  { word: 'state:cancelled', means: 'Cancelled tasks' },
  { word: 'status:', means: 'Dead letters with a status, such as status:529' },
  { word: 'model:', means: 'A part of the model’s name' },
  { word: 'batch:', means: 'A part of the batch’s name' },
  { word: 'row:', means: 'A row of its batch, or a range as 10-20' },
  { word: 'tokens>', means: 'More tokens than that, such as tokens>5k' },
  { word: 'cost>', means: 'Cost more than that, in dollars' },
]
