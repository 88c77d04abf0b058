import { crashed, unauthorized } from './answers';
import type { Call, InstanceRoute } from './types';

/** The database library's error text: the server's paths and lines, and the failed query. */
const UNREACHABLE =
	"\nInvalid `this.prismaRepository.contact.findMany()` invocation in\n/evolution/dist/main.js:1:1\n\n\nCan't reach database server at 127.0.0.1:5432";

/** Without its database the server knows only its own key, and crashes as soon as it reads anything. */
export function needDatabase({ state, request }: Call, { inMemory }: InstanceRoute): void {
	if (inMemory || !state.config.databaseDown) return;
	if (request.apikey !== state.key) throw unauthorized();
	throw crashed(UNREACHABLE);
}
