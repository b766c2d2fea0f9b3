import type { Latency, ModelInsight, Percentiles } from '#shared/insights'
import { counted } from '../../format'
import { providerName } from '../../frame/gates'
import { useStore } from '../../state/store'
import { latencySentence, latencyText } from './insight-words'
import { Scroll } from './Scroll'
import { logScale } from './scale'

type Measured = ModelInsight & { readonly times: Percentiles }
type Scale = ReturnType<typeof logScale>

/** What a provider is called, by its id. */
export function useModelName(): (providerId: string) => string {
  const providers = useStore((store) => store.overview?.providers)
  return (providerId) => providerName(providers ?? [], providerId)
}

const hues = { fast: 'bg-fast-fill', heavy: 'bg-heavy-fill', both: 'bg-ink-2' } as const
const percent = (share: number) => `${Math.round(share * 10_000) / 100}%`

/** Each model on one logarithmic scale: a dot at p50, a bar to p90, a tick at p99. */
export function ModelTimes({ models, what }: { readonly models: readonly ModelInsight[]; readonly what: Latency }) {
  const nameOf = useModelName()
  const measured = models.flatMap((model): Measured[] => {
    const times = model[what]
    return times ? [{ ...model, times }] : []
  })
  const scale = logScale(
    Math.min(...measured.map(({ times }) => times.p50)),
    Math.max(...measured.map(({ times }) => times.p99)),
  )
  return (
    <Scroll label="Times by model">
      <div className="relative flex min-h-full flex-col overflow-x-clip">
        <Lines scale={scale} />
        <ul className="flex flex-1 flex-col justify-evenly pb-5">
          {measured.map((model) => (
            <li
              key={`${model.providerId} ${model.model}`}
              className="grid min-h-11 grid-cols-[132px_minmax(0,1fr)] items-center"
            >
              <div className="min-w-0 pr-3 text-2xs" title={`${model.model}, ${nameOf(model.providerId)}`}>
                <div className="truncate text-ink">{model.model}</div>
                <div className="truncate text-ink-3">{nameOf(model.providerId)}</div>
                <span className="sr-only">
                  {counted(model.times.n, what === 'answer' ? 'answer' : 'call')}, {latencySentence(model.times)}
                </span>
              </div>
              <Bar model={model} scale={scale} />
            </li>
          ))}
        </ul>
      </div>
    </Scroll>
  )
}

function Bar({ model, scale }: { readonly model: Measured; readonly scale: Scale }) {
  const { times, lanes } = model
  const [p50, p90, p99] = [scale.at(times.p50), scale.at(times.p90), scale.at(times.p99)]
  const hue = hues[lanes.length === 1 ? (lanes[0] ?? 'both') : 'both']
  const isNarrow = p99 - p50 < 0.22
  const span = (from: number, to: number) => ({ left: percent(from), width: percent(to - from) })
  return (
    <div aria-hidden className="tn relative mr-9 ml-4 h-11 text-2xs">
      <span data-fill className={`absolute top-[23px] h-0.5 opacity-60 ${hue}`} style={span(p50, p99)} />
      <span data-fill className={`absolute top-[21px] h-1.5 rounded-[3px] opacity-70 ${hue}`} style={span(p50, p90)} />
      <span
        data-fill
        className={`absolute top-[19px] h-2.5 w-0.5 -translate-x-1/2 ${hue}`}
        style={{ left: percent(p99) }}
      />
      <span
        data-fill
        className={`absolute top-[19px] size-2.5 -translate-x-1/2 rounded-full ${hue}`}
        style={{ left: percent(p50) }}
      />
      <span
        className={`absolute top-0 whitespace-nowrap text-ink-2 ${isNarrow ? '-translate-x-full pr-0.5' : '-translate-x-1/2'}`}
        style={{ left: percent(p50) }}
      >
        {latencyText(times.p50)}
      </span>
      <span
        className={`absolute top-0 whitespace-nowrap text-ink-3 ${isNarrow ? 'pl-1' : p99 > 0.85 ? '-translate-x-3/4' : '-translate-x-1/2'}`}
        style={{ left: percent(p99) }}
      >
        {latencyText(times.p99)}
      </span>
      {p90 - p50 > 0.02 && (
        <span
          className="absolute top-[30px] -translate-x-1/2 whitespace-nowrap text-ink-3"
          style={{ left: percent(p90) }}
        >
          {latencyText(times.p90)}
        </span>
      )}
    </div>
  )
}

/** The scale, behind all rows and below them. */
function Lines({ scale }: { readonly scale: Scale }) {
  return (
    <div aria-hidden className="absolute inset-y-0 right-9 left-[148px]">
      {scale.lines.map((ms, line) => (
        <span key={ms} className="absolute inset-y-0 border-l border-line" style={{ left: percent(scale.at(ms)) }}>
          <span
            className={`tn absolute bottom-0 -translate-x-1/2 bg-canvas px-0.5 text-2xs whitespace-nowrap text-ink-3 ${line % 2 === 1 ? '@max-[480px]:hidden' : ''}`}
          >
            {latencyText(ms)}
          </span>
        </span>
      ))}
    </div>
  )
}
