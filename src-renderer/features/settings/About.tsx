import { thisMachine } from '../../platform'
import { ask } from '../../state/ask'
import type { AppSettings } from '../../state/settings-slice'
import { copy } from '../../state/work'
import { Button } from '../../ui/Button'
import { Licences } from './Licences'
import { Line, Section } from './Section'

/** Which Trilane this is, what it is built on, and where its data lies. */
export function About({ settings }: { readonly settings: AppSettings }) {
  const { version, versions = {}, dataDir, platform } = settings
  const parts = Object.entries(versions).map(([name, of]) => `${name} ${of}`)
  const all = [`Trilane ${version}`, ...parts, platform].join('\n')
  return (
    <Section of="about" title="About Trilane">
      <dl>
        <Line title="Version" note={parts.length > 0 ? `Built on ${parts.join(', ')}.` : undefined}>
          <span data-selectable className="tn">
            Trilane {version}
          </span>
          <Button size="sm" icon="copy" onClick={() => void copy(all, 'The versions')}>
            Copy versions
          </Button>
        </Line>
        <Line title="Data folder" note={`Prompts, results and every attempt lie here, on ${thisMachine} only.`}>
          <span data-selectable className="code min-w-0 truncate" title={dataDir}>
            {dataDir}
          </span>
          <Button
            size="sm"
            icon="disk"
            onClick={() => void ask('showDataFile', {}, { failed: 'The folder was not opened' })}
          >
            Show
          </Button>
          <Button size="sm" icon="copy" onClick={() => void copy(dataDir, 'The path')}>
            Copy path
          </Button>
        </Line>
        <Line title="Licences">
          <Licences />
        </Line>
      </dl>
    </Section>
  )
}
