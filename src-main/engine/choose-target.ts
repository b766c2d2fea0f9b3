import { CommandError } from '#shared/result'

type Known = {
  readonly id: string
  readonly name: string
  readonly defaultModel: string
  readonly isDefault: boolean
}
type Providers = { readonly all: () => readonly Known[]; readonly get: (id: string) => Known | undefined }

/** Where new work goes that leaves it open: the default provider, and its default model. Throws CommandError where there is none. */
export function chooseTarget(
  providers: Providers,
  { providerId, model }: { readonly providerId?: string | undefined; readonly model?: string | undefined },
): { providerId: string; model: string } {
  const provider =
    providerId === undefined ? providers.all().find(({ isDefault }) => isDefault) : providers.get(providerId)
  if (!provider)
    throw new CommandError('not_found', 'There is no such provider. Add one under Providers, or use Practice.')
  const chosen = model ?? provider.defaultModel
  if (!chosen)
    throw new CommandError('bad_request', `${provider.name} has no default model. Name a model. Nothing was queued.`)
  return { providerId: provider.id, model: chosen }
}
