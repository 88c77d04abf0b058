import type { Exchange, Failure } from '../failure';
import { parseUrl } from '../../core/values/addressKind';
import { asRecord, isSuccess } from '../../core/values/answer';

/**
 * Explains that the server received a wrong path: the Base URL contains a path, or a proxy changed the path. The server's
 * answer shows the path that the server received.
 */
export function changedPath(exchange: Exchange): Failure | undefined {
	const serverPath = reachedPath(exchange);
	const { path, baseUrl } = exchange;
	const [own = ''] = path.split('?');
	if (serverPath === undefined || plain(serverPath) === plain(own)) return undefined;
	const prefix = parseUrl(baseUrl)?.pathname.replace(/\/$/, '') ?? '';
	if (prefix !== '' && plain(serverPath) === plain(`${prefix}${own}`)) {
		return {
			message: `Evolution API has nothing below ${prefix}, the path of the Base URL ${baseUrl}`,
			description: `Enter ${baseUrl.slice(0, -prefix.length)} as Base URL in the credential. If a proxy leads to the server by that path, the proxy has to remove the path from each request.`,
			nothingDone: true,
		};
	}
	return {
		message: `A proxy in front of the server changes the path: Evolution API received ${serverPath} instead of ${own}`,
		description: `Nothing was done. The proxy at ${baseUrl} has to pass on the whole path unchanged: look for a rule that replaces or removes a part of the path (EasyPanel, Traefik, Coolify, nginx).`,
		nothingDone: true,
	};
}

function reachedPath({ status, body, messages }: Exchange): string | undefined {
	const isWelcome = messages.some((text) => text.startsWith('Welcome to the Evolution API'));
	if (isSuccess(status)) return isWelcome && 'version' in asRecord(body) ? '/' : undefined;
	const [, path] = messages.map((text) => /^Cannot [A-Z]+ (\/\S*)/.exec(text)).find(Boolean) ?? [];
	return status === 404 ? path?.split('?')[0] : undefined;
}

/** Decodes a path for comparison: the server shows special characters encoded, and a proxy may encode other characters. */
function plain(path: string): string {
	try {
		return decodeURIComponent(path).toLowerCase();
	} catch {
		return path.toLowerCase();
	}
}
