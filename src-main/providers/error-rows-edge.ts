import {
  all,
  any,
  auth,
  badRequest,
  between,
  type ErrorRow,
  header,
  holds,
  html,
  offline,
  row,
  says,
  serverDown,
  status,
  type Test,
  windowOfKey,
} from './error-row'

/** Cloudflare's own numbers stand in its JSON, and on its pages as "Error 1020". */
const cloudflare = (...numbers: number[]): Test =>
  any(
    all(holds('cloudflare_error', true), holds('error_code', ...numbers)),
    all(html, says(new RegExp(String.raw`error(?: code)?:?\s*(?:${numbers.join('|')})\b`, 'i'))),
  )
const webFilter =
  /zscaler|forti(gate|guard|net)|forcepoint|websense|blue ?coat|netskope|cisco umbrella|sophos|mcafee web|web ?(page|site) blocked|url (is )?(blocked|filter)|internet usage policy|blocked by (your |the )?(organi[sz]ation|administrator|company)/i

/**
 * What stands between here and the provider: Cloudflare and other edges, proxies of an office, login pages of a network. They answer
 * with web pages, with JSON of their own or with a status that no API sends, so they stand before all rows of APIs.
 */
export const edgeRows: readonly ErrorRow[] = [
  row('Cloudflare: rate limit of the edge (1015)', cloudflare(1015, 1027), windowOfKey),
  row('Cloudflare: address banned (1006 to 1008)', cloudflare(1006, 1007, 1008, 1106), auth),
  row('Cloudflare: country banned (1009)', cloudflare(1009), auth),
  row('Cloudflare: client banned by its signature (1010)', cloudflare(1010), auth),
  row('Cloudflare: refused by a rule (1020)', cloudflare(1020, 1012), auth),
  row('Cloudflare: origin has no address (1016, 530)', any(cloudflare(1000, 1001, 1016), status(530)), serverDown),
  row(
    'Cloudflare: challenge for a browser',
    any(
      header('cf-mitigated', /challenge/i),
      all(html, says(/just a moment|checking your browser|enable javascript and cookies/i)),
    ),
    auth,
  ),
  row('Cloudflare: blocked for security', all(html, says(/attention required|you have been blocked/i)), auth),
  row('Cloudflare: unknown error of the origin (520)', status(520), serverDown),
  row('Cloudflare: origin down (521)', status(521), serverDown),
  row('Cloudflare: origin took no connection (522)', status(522), serverDown),
  row('Cloudflare: origin unreachable (523)', status(523), serverDown),
  row('Cloudflare: origin took too long (524)', status(524), serverDown),
  row('Cloudflare: no TLS with the origin (525, 526)', status(525, 526), serverDown),
  row(
    'Cloudflare: says itself that it passes',
    all(holds('cloudflare_error', true), holds('retryable', true)),
    serverDown,
  ),

  row('Proxy: wants a login (407)', status(407), auth),
  row('Office web filter', all(html, says(webFilter)), auth),
  row('Proxy: cannot reach the server (Squid)', all(html, says(/requested url could not be retrieved/i)), offline),
  row('Network login page (511)', status(511), offline),
  row(
    'Network login page by redirect',
    all(
      status(302, 303, 307),
      header('location', /log-?in|log-?on|sign-?in|portal|captive|hotspot|splash|wi-?fi|guest/i),
    ),
    offline,
  ),
  row('Web page in place of an answer', all(html, between(200, 299)), offline),
  row(
    'CloudFront or its firewall refused',
    all(status(403), html, says(/request could not be satisfied|request blocked/i)),
    auth,
  ),
  row('Akamai refused', all(status(403), html, says(/access denied[\s\S]{0,400}reference ?#|edgesuite/i)), auth),
  row('Envoy: no connection upstream', says(/^upstream connect error or disconnect/i), serverDown),
  row('Envoy: no healthy upstream', says(/^no healthy upstream/i), serverDown),
  row('Envoy: upstream took too long', says(/^upstream request timeout/i), serverDown),
  row(
    'http:// on a port for https://',
    all(status(400), says(/plain http request was sent to https|http request to an https server/i)),
    badRequest,
  ),
  row(
    'Headers too large for the edge',
    any(status(431), all(status(400), html, says(/header or cookie too large/i))),
    badRequest,
  ),
  row('Moved to another address', status(301, 308), badRequest),
  row('Refused for legal reasons (451)', status(451), auth),
  row('Web page: login wanted (401)', all(status(401), html), auth),
  row('Web page: refused (403)', all(status(403), html), auth),
  row('Web page: no API at this address (404, 405)', all(status(404, 405), html), badRequest),
  row('Web page: body too large (413)', all(status(413), html), badRequest),
  row('Web page: rate limit (429)', all(status(429), html), windowOfKey),
  row('Web page: access denied behind 503', all(status(503), html, says(/access denied|blocked/i)), auth),
  row('Web page: bad gateway (502)', all(status(502), html), serverDown),
  row('Web page: out of service (503)', all(status(503), html), serverDown),
  row('Web page: gateway timeout (504)', all(status(504), html), serverDown),
]
