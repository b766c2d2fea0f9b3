import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from 'node:tls'
import { CommandError } from '#shared/result'

const largestFileBytes = 5_000_000
const onePem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** A CA file that cannot be used; its message says why. */
export class CaFileError extends CommandError {
  constructor(file: string, why: string) {
    super('provider', `The CA file ${file} ${why}. Choose another one, or none`)
  }
}

let systemsOwn: readonly string[] | undefined
const contexts = new Map<string, SecureContext>()

/**
 * Whom a secure connection trusts: what Node ships and is told by NODE_EXTRA_CA_CERTS, the system's own certificates, and those of the file.
 * One for all connections: made for each of them, it would parse some hundred certificates every time.
 * @param caFile PEM, of one or more certificates. Throws CaFileError.
 */
export function trustedBy(caFile: string | null): SecureContext {
  const own = caFile === null ? [] : certificatesOf(caFile)
  const key = own.join('\n')
  const known = contexts.get(key)
  if (known) return known
  systemsOwn ??= [...new Set([...read('default'), ...read('system')])]
  const made = createSecureContext({ ca: [...systemsOwn, ...own] })
  contexts.set(key, made)
  return made
}

/** Where this Node or this system has no such store, there is none. */
function read(store: 'default' | 'system'): readonly string[] {
  try {
    return getCACertificates(store)
  } catch {
    return store === 'default' ? rootCertificates : []
  }
}

function certificatesOf(file: string): string[] {
  const found = textOf(file).match(onePem) ?? []
  if (found.length === 0) throw new CaFileError(file, 'has no certificate in PEM form in it')
  for (const pem of found) {
    try {
      new X509Certificate(pem)
    } catch {
      throw new CaFileError(file, 'has a certificate in it that cannot be read')
    }
  }
  return found
}

function textOf(file: string): string {
  try {
    if (statSync(file).size > largestFileBytes) throw new CaFileError(file, 'is too large for certificates')
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof CaFileError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : null
    throw new CaFileError(file, code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`)
  }
}
