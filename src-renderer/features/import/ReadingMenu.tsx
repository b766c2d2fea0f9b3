import { type ImportPreview, type ReadChoices, TextEncoding, TextFormat } from '#shared/import'
import { Icon } from '../../ui/Icon'
import { Menu, MenuChoices, MenuItem, MenuLine, MenuSwitch, Submenu } from '../../ui/Menu'
import { delimiterNames, encodingNames, formatNames, isTable, readingWords } from './file-words'

type ReadingMenuProps = {
  readonly preview: ImportPreview
  readonly disabled: boolean
  readonly onChange: (part: ReadChoices) => void
  readonly onReset: () => void // as it was guessed
}

/** As what the files are read, which can be changed. */
export function ReadingMenu({ preview: { files, choices }, disabled, onChange, onReset }: ReadingMenuProps) {
  const texts = files.filter(({ format }) => format !== 'xlsx' && format !== 'parquet')
  const [text] = texts
  const format = text && TextFormat.options.find((each) => each === (text.format === 'tsv' ? 'csv' : text.format))
  const tables = files.filter(isTable)
  const parted = texts.find(({ format }) => format === 'csv' || format === 'tsv')
  const books = files.filter(({ sheets }) => sheets.length > 1)
  const words = readingWords(files)
  const isGuess = files.some(({ encodingGuessed }) => encodingGuessed)
  if (!text && books.length === 0 && tables.length === 0) return <span>{words}</span>
  const sheets = [...new Set(books.flatMap((book) => book.sheets))]
  const { promptColumn: _, mergeDuplicates: __, ...read } = choices
  return (
    <Menu
      trigger={
        <button
          type="button"
          disabled={disabled}
          aria-label={`Read as ${words}`}
          className="flex h-6 min-w-0 items-center gap-1 rounded-[6px] px-1.5 hover:bg-selected hover:text-ink disabled:pointer-events-none"
        >
          <span className="truncate">{words}</span>
          {isGuess && <span className="shrink-0 text-wait">a guess</span>}
          <Icon name="choose" size={12} className="shrink-0" />
        </button>
      }
    >
      {format && (
        <Submenu label="Format" hint={formatNames[format]}>
          <MenuChoices
            value={format}
            onChange={(next) => onChange({ format: next })}
            choices={TextFormat.options
              .filter((each) => each !== 'tsv') // a table, parted by tabs
              .map((each) => ({ value: each, label: capital(formatNames[each]) }))}
          />
        </Submenu>
      )}
      {parted && (
        <Submenu label="Parted by" hint={delimiterNames[parted.delimiter ?? ','] ?? parted.delimiter ?? ''}>
          <MenuChoices
            value={parted.delimiter ?? ','}
            onChange={(delimiter) => onChange({ delimiter })}
            choices={Object.entries(delimiterNames).map(([value, name]) => ({ value, label: capital(name) }))}
          />
        </Submenu>
      )}
      {text?.encoding && (
        <Submenu label="Encoding" hint={encodingNames[text.encoding]}>
          <MenuChoices
            value={text.encoding}
            onChange={(encoding) => onChange({ encoding })}
            choices={TextEncoding.options.map((value) => ({ value, label: encodingNames[value] }))}
          />
        </Submenu>
      )}
      {sheets.length > 0 && (
        <Submenu label="Sheet" hint={books[0]?.sheet ?? ''}>
          <MenuChoices
            value={books[0]?.sheet ?? ''}
            onChange={(sheet) => onChange({ sheet })}
            choices={sheets.map((value) => ({ value, label: value }))}
          />
        </Submenu>
      )}
      {tables.length > 0 && (
        <MenuSwitch checked={tables.every(({ header }) => header)} onChange={(header) => onChange({ header })}>
          First row holds the names
        </MenuSwitch>
      )}
      {Object.keys(read).length > 0 && (
        <>
          <MenuLine />
          <MenuItem icon="undo" onClick={onReset}>
            As it was guessed
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
