import type { Exchange, Failure, Program } from '../failures/failure';
import { isRecord, isSuccess } from '../values/answer';

// The Base URL leads to something else than Evolution API. Each text says what answers, and a way out that works.

/** The right address can be told in any browser. */
const WAY_OUT =
	'Enter the address of Evolution API as Base URL in the credential, with its path if it has one. In a browser it shows "Welcome to the Evolution API".';

const GO_WAY_OUT =
	'Enter the address of Evolution Go as Base URL in the credential. For Evolution API choose Global API Key or Instance API Key as Authentication.';

/** @param what answers there, as a clause */
export const noServerAt = (
	program: Program,
	baseUrl: string,
	what: string,
	wayOut = program === 'Evolution Go' ? GO_WAY_OUT : WAY_OUT,
): Failure => ({
	message:
		program === 'Evolution Go'
			? `There is no Evolution Go at ${baseUrl}: ${what}`
			: `There is no Evolution API at ${baseUrl}: ${what}`,
	description: wayOut,
});

/** @param what answers there, as a clause */
export const noEvolutionAt = (baseUrl: string, what: string): Failure =>
	noServerAt('Evolution API', baseUrl, what);

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

export function managerPage(exchange: Exchange): Failure | undefined {
	const { status, body, messages, baseUrl } = exchange;
	const isPage = typeof body === 'string' && body.trim().startsWith('<');
	const isUnknown = messages.some((message) => /^Cannot [A-Z]+ \//.test(message));
	if (!MANAGER.test(baseUrl) || status >= 500 || !(isPage || isUnknown)) return undefined;
	const address = baseUrl.replace(MANAGER, '');
	return {
		...noServerAt(
			exchange.program,
			baseUrl,
			'that is the address of its manager',
			`Remove "/manager" from the Base URL in the credential: ${address}`,
		),
		isUnclear: isSuccess(status),
	};
}

/** A page, where the API would answer with data. */
export function otherPage(exchange: Exchange): Failure | undefined {
	const { status, body, baseUrl, program } = exchange;
	const text = typeof body === 'string' ? body.trim() : '';
	if (!text.startsWith('<') || !(isSuccess(status) || NO_SUCH_ROUTE.includes(status)))
		return undefined;
	if (/<title[^>]*>\s*n8n\b/i.test(text)) {
		const what = 'that is the address of n8n itself';
		return { ...noServerAt(program, baseUrl, what), nothingDone: true };
	}
	const of = isSuccess(status) ? '' : ` with HTTP ${status}`;
	const what = `a web page${shownBy(text)} answers there${of}`;
	// n8n and other programs of Node refuse with these words what they have no route for, so it went no further.
	const failure = noServerAt(program, baseUrl, what);
	if (!/<pre>Cannot /.test(text)) return failure;
	return {
		...failure,
		description: `${failure.description} That of n8n is another one.`,
		nothingDone: !isSuccess(status),
	};
}

/** What to do where Evolution Go answers to a credential of Evolution API. */
const CHOOSE_GO =
	'Choose Evolution Go as Authentication, with the credential "Evolution Go API". For Evolution API enter the address of such a server as Base URL.';

/**
 * Evolution Go is another program, with other routes. It tells an unknown route, a wrong key and a missing license in its own
 * words: before it is activated, even the address without a route needs the license, which of Evolution API it does not.
 */
export function evolutionGoThere({ status, body, baseUrl }: Exchange): Failure | undefined {
	const isUnknown = status === 404 && String(body).trim() === '404 page not found';
	const isRefused = status === 401 && isRecord(body) && body.error === 'not authorized';
	const isInactive =
		isRecord(body) &&
		body.code === 'LICENSE_REQUIRED' &&
		/^License required/.test(String(body.message));
	if (!isUnknown && !isRefused && !isInactive) return undefined;
	const state = isInactive ? ', not activated yet' : '';
	return {
		...noServerAt(
			'Evolution API',
			baseUrl,
			`something answers there as Evolution Go does${state}, which is another program with other routes`,
			CHOOSE_GO,
		),
		nothingDone: true,
		mayHeal: false,
	};
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
