const LOGIN_PATH =
  /(?:^|[/._-])(?:log-?in|sign-?in|logon|sso|saml2?|oauth2?|openid|auth|authorize|authenticate|cas|idp|account\/login)(?:$|[/._?-])/i;
const LOGIN_HOST = /^(?:login|signin|auth|sso|idp|accounts?|id|identity|oauth|keycloak|okta)\./i;

/** Whether a page that a redirect led to asks for a login: by its address, or by a password field in it. */
export function looksLikeLogin(url: string, contentType: string, body: Buffer): boolean {
  if (!/html/i.test(contentType) && !/^\s*<(?:!doctype|html)/i.test(body.subarray(0, 200).toString('latin1')))
    return false;
  const { hostname, pathname } = new URL(url);
  if (LOGIN_HOST.test(hostname) || LOGIN_PATH.test(pathname)) return true;
  return /<input[^>]{0,300}type\s*=\s*["']?password/i.test(body.subarray(0, 128 * 1024).toString('latin1'));
}
