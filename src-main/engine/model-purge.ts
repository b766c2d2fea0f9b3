// biome-ignore lint/style/noRestrictedImports: as in model-disk.ts
export { purgeSlices } from '#store/retention/purge-slice'
