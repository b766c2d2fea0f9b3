import type { Endpoint } from './protocol'

/** An Endpoint of before there were several protocols. */
export type OpenAiEndpoint = Omit<Endpoint, 'stream'> & { readonly stream?: boolean }
