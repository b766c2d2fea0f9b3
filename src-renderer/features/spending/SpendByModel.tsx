import { practiceProviderId } from '#shared/provider'
import type { ModelSpend } from '#shared/spend'
import { formatCount, formatPercent, formatTokens, formatUsd, missing } from '../../format'
import { providerName } from '../../frame/gates'
import type { Priced } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'

type ByModelProps = { readonly models: readonly ModelSpend[]; readonly onPrice: (priced: Priced) => void }

const head = 'h-6 px-2.5 text-2xs font-medium text-ink-3 first:pl-4 last:pr-4'
const cell = 'tn h-8 px-2.5 whitespace-nowrap first:pl-4 last:pr-4'
const end = 'text-right'
/** Columns that a narrow window leaves out. */
const roomy = 'max-[1100px]:hidden'
const roomier = 'max-[1240px]:hidden'

/** Where the money went, the dearest first. */
export function SpendByModel({ models, onPrice }: ByModelProps) {
  const anyHalf = models.some(({ savedByHalfPrice }) => savedByHalfPrice !== 0)
  return (
    <section aria-labelledby="spend-models" className="max-w-[1640px] pt-4">
      <h2 id="spend-models" className="px-4 pb-1 font-medium">
        By provider and model
      </h2>
      <table className="w-full table-fixed border-collapse text-xs">
        <thead>
          <tr className="border-b border-line text-left">
            <th className={head}>Model</th>
            <th className={`${head} w-[76px] ${end}`}>Calls</th>
            <th className={`${head} w-[84px] ${end}`}>Tokens in</th>
            <th className={`${head} w-[104px] ${end} ${roomy}`}>Cached</th>
            <th className={`${head} w-[68px] ${end}`}>Out</th>
            <th className={`${head} w-[96px] ${end} ${roomy}`}>Cache saved</th>
            {anyHalf && <th className={`${head} w-[116px] ${end} ${roomier}`}>Half price saved</th>}
            <th className={`${head} w-[128px] ${end} ${roomy}`}>Never answered</th>
            <th className={`${head} w-[116px] ${end}`}>Cost</th>
          </tr>
        </thead>
        <tbody>
          {models.map((spend) => (
            <ModelRow key={`${spend.providerId} ${spend.model}`} spend={spend} anyHalf={anyHalf} onPrice={onPrice} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

type RowProps = Pick<ByModelProps, 'onPrice'> & { readonly spend: ModelSpend; readonly anyHalf: boolean }

function ModelRow({ spend, anyHalf, onPrice }: RowProps) {
  const { providerId, model, calls, tokensIn, cachedIn, tokensOut, unanswered, unansweredCost } = spend
  const { saved, savedByHalfPrice } = spend
  const provider = useStore((store) => providerName(store.overview?.providers ?? [], providerId))
  return (
    <tr className="border-b border-line">
      <td className={cell} title={`${model}, ${provider}`}>
        <span className="flex normal-nums">
          <span className="truncate">{model}</span>
          {/* The model alone gives way: of one model at two providers the rows would look the same. */}
          <span className="max-w-[60%] shrink-0 truncate whitespace-pre text-ink-3"> {provider}</span>
        </span>
      </td>
      <td className={`${cell} ${end}`}>{formatCount(calls)}</td>
      <td className={`${cell} ${end}`}>{formatTokens(tokensIn)}</td>
      <td className={`${cell} ${end} ${roomy} text-ink-2`}>
        {cachedIn > 0 ? `${formatTokens(cachedIn)}, ${formatPercent(cachedIn, tokensIn)}` : missing}
      </td>
      <td className={`${cell} ${end}`}>{formatTokens(tokensOut)}</td>
      <td className={`${cell} ${end} ${roomy} text-ink-2`}>{savedUsd(saved - savedByHalfPrice)}</td>
      {anyHalf && <td className={`${cell} ${end} ${roomier} text-ink-2`}>{savedUsd(savedByHalfPrice)}</td>}
      <td className={`${cell} ${end} ${roomy} text-ink-2`}>{unansweredWords(unanswered, unansweredCost)}</td>
      <td className={`${cell} ${end}`}>
        <Cost spend={spend} onPrice={onPrice} />
      </td>
    </tr>
  )
}

/** A sum that leaves out calls without a price says so, and leads to where one is set. */
function Cost({ spend, onPrice }: { readonly spend: ModelSpend; readonly onPrice: ByModelProps['onPrice'] }) {
  const { providerId, model, cost, unpriced } = spend
  if (unpriced === 0 || providerId === practiceProviderId) return <b className="font-medium">{formatUsd(cost)}</b>
  return (
    <span className="-mr-2 inline-flex items-center gap-1">
      {cost > 0 && <b className="font-medium">{formatUsd(cost)}</b>}
      <Button
        size="sm"
        look="ghost"
        title={`${formatCount(unpriced)} of the calls had no known price. One that is set holds from now on.`}
        onClick={() => onPrice({ providerId, model })}
      >
        <span className="sr-only">Set the price of {model}</span>
        <span aria-hidden>{cost > 0 ? '+ unpriced' : 'Set price'}</span>
      </Button>
    </span>
  )
}

const savedUsd = (nano: number): string => (nano === 0 ? missing : formatUsd(nano))
const unansweredWords = (count: number, cost: number): string =>
  count === 0 ? missing : `${formatCount(count)}${cost > 0 ? `, up to ${formatUsd(cost)}` : ''}`
