import { keysOf } from '../../actions/registry'
import { useStore } from '../../state/store'
import { pickImport, runSample } from '../../state/work'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { ConnectCard } from './ConnectCard'

const kinds = ['.txt', '.md', '.csv', '.tsv', '.xlsx', '.json', '.jsonl', '.parquet']

/** Nothing was ever queued: where prompts come in, and what to try without any. */
export function FirstRun() {
  const openCompose = useStore((store) => store.openCompose)
  return (
    <div className="grid max-h-[960px] min-h-0 max-w-[1720px] flex-1 grid-cols-[minmax(0,1fr)_316px] gap-4 overflow-y-auto p-4 max-[960px]:grid-cols-[minmax(0,1fr)_280px] max-[720px]:grid-cols-1">
      <section
        aria-label="Import"
        className="flex min-h-[300px] flex-col items-center justify-center rounded-[12px] border-[1.5px] border-dashed border-line-control bg-surface px-6 text-center"
      >
        <Lanes />
        <h2 className="mt-5 text-[22px]/7 font-semibold tracking-[-0.02em]">Drop your prompts here</h2>
        <p className="mt-[5px] text-[13.5px] text-balance text-ink-2">
          One prompt per line, per row or per file. You check everything before it runs.
        </p>
        <div className="mt-[13px] flex flex-wrap justify-center gap-1.5">
          {kinds.map((kind) => (
            <Chip key={kind} hue="outline" mono>
              {kind}
            </Chip>
          ))}
        </div>
        <div className="mt-[22px] flex flex-wrap justify-center gap-2">
          <Button look="primary" keys={keysOf('import')} onClick={() => void pickImport()}>
            Choose files
          </Button>
          <Button keys={keysOf('new-prompt')} onClick={() => openCompose()}>
            Write one
          </Button>
        </div>
      </section>
      <div className="flex min-h-0 flex-col gap-4">
        <section aria-label="Sample" className="rounded-[12px] border border-line-strong px-4 pt-[15px] pb-4">
          <h3 className="mb-[3px] text-[13.5px] font-semibold">Try it without an account</h3>
          <p className="text-[12.5px] text-ink-2">
            24 sample prompts go to Practice, a stand-in for an AI service. It answers most, is slow with some, asks all
            to wait once, and fails one for good: you see what Trilane does each time. About 40 seconds, at no cost.
          </p>
          <div className="mt-3">
            <Button icon="run" onClick={() => void runSample()}>
              Run the sample
            </Button>
          </div>
        </section>
        <ConnectCard />
      </div>
    </div>
  )
}

/** The three lanes as blocks. */
function Lanes() {
  return (
    <div aria-hidden className="flex w-[132px] flex-col gap-2.5 [@media(max-height:640px)]:hidden">
      <div className="flex gap-[3px]">
        {[1, 2, 3, 4, 5].map((slot) => (
          <span
            key={slot}
            className="h-3.5 flex-1 rounded-[4px] bg-fast-tint shadow-[inset_0_-3px_0_var(--fast-fill)]"
          />
        ))}
      </div>
      <div className="flex gap-[3px]">
        {[1, 2].map((slot) => (
          <span
            key={slot}
            className="h-3.5 flex-1 rounded-[4px] bg-heavy-tint shadow-[inset_0_-3px_0_var(--heavy-fill)]"
          />
        ))}
      </div>
      <span className="h-3.5 rounded-[4px] shadow-[inset_0_0_0_1px_var(--line-control)]" />
    </div>
  )
}
