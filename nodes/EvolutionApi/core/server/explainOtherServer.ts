import type { Exchange, Failure } from '../failures/failure';
import { isRecord, isSuccess } from '../values/answer';

// The Base URL leads to something else than Evolution API. Each text says what answers, and a way out that works.

/** The right address can be told in any browser. */
const WAY_OUT =
	'Enter the address of Evolution API as Base URL in the credential, with its path if it has one. In a browser it shows "Welcome to the Evolution API".';

/** @param what answers there, as a clause */
export const noEvolutionAt = (baseUrl: string, what: string, wayOut = WAY_OUT): Failure => ({
	message: `There is no Evolution API at ${baseUrl}: ${what}`,
	description: wayOut,
});

/** What a page is called, or what a program says that makes none. */
function shownBy(page: string): string {
	const [, refused] = /<pre>(Cannot [A-Z]+ [^<]{1,80})/.exec(page) ?? [];
	const [, title] = /<title[^>]*>([^<]{1,80})/i.exec(page) ?? [];
	const shown = (refused ?? title ?? '').trim();
	return shown === '' ? '' : ` ("${shown}")`;
}

/** The statuses by which a program says that it has no such route. */
const NO_SUCH_ROUTE = [404, 405];

/** The manager is a page below the server's address, and so are those of its instances. */
const MANAGER = /\/manager(\/.*)?$/;

export function managerPage({ status, body, messages, baseUrl }: Exchange): Failure | undefined {
	const isPage = typeof body === 'string' && body.trim().startsWith('<');
	const isUnknown = messages.some((message) => /^Cannot [A-Z]+ \//.test(message));
	if (!MANAGER.test(baseUrl) || status >= 500 || !(isPage || isUnknown)) return undefined;
	const address = baseUrl.replace(MANAGER, '');
	return {
		...noEvolutionAt(
			baseUrl,
			'that is the address of its manager',
			`Take "/manager" off the Base URL in the credential: ${address}`,
		),
		isUnclear: isSuccess(status),
	};
}

/** A page, where the API would answer with data. */
export function otherPage({ status, body, baseUrl }: Exchange): Failure | undefined {
	const text = typeof body === 'string' ? body.trim() : '';
	if (!text.startsWith('<') || !(isSuccess(status) || NO_SUCH_ROUTE.includes(status)))
		return undefined;
	if (/<title[^>]*>\s*n8n\b/i.test(text)) {
		return noEvolutionAt(baseUrl, 'that is the address of n8n itself');
	}
	const of = isSuccess(status) ? '' : ` with HTTP ${status}`;
	const what = `a web page${shownBy(text)} answers there${of}`;
	// n8n and other programs of Node refuse what they do not know with these words.
	const hint = /<pre>Cannot /.test(text) ? `${WAY_OUT} That of n8n is another one.` : WAY_OUT;
	return noEvolutionAt(baseUrl, what, hint);
}

/** Evolution Go is another program, with other routes. It tells an unknown route and a wrong key in its own words. */
export function evolutionGo({ status, body, baseUrl }: Exchange): Failure | undefined {
	const isUnknown = status === 404 && String(body).trim() === '404 page not found';
	const isRefused = status === 401 && isRecord(body) && body.error === 'not authorized';
	if (!isUnknown && !isRefused) return undefined;
	return noEvolutionAt(
		baseUrl,
		'something answers there as Evolution Go does, which is another program with other routes',
		'This node is for Evolution API 2.2 or newer: enter the address of such a server as Base URL in the credential.',
	);
}

/** Evolution API names the status in its refusals, and wraps what it says in `response`. */
export function otherProgram({ status, body, messages, baseUrl }: Exchange): Failure | undefined {
	if (!NO_SUCH_ROUTE.includes(status)) return undefined;
	if (isRecord(body) && (isRecord(body.response) || typeof body.status === 'number'))
		return undefined;
	const [said] = typeof body === 'string' && body.trim() !== '' ? [body.trim()] : messages;
	const words = said === undefined ? '' : ` ("${said.slice(0, 80)}")`;
	return noEvolutionAt(baseUrl, `another program answers there with HTTP ${status}${words}`);
}
