import { crashed, unauthorized } from './answers';
import type { Call, InstanceRoute } from './types';

const UNREACHABLE =
	"\nInvalid `this.prismaRepository.contact.findMany()` invocation in\n/evolution/dist/main.js:1:1\n\n\nCan't reach database server at 127.0.0.1:5432";

/** Throws the errors of a server whose database is down: it only knows the global key, and any read of the database crashes. */
export function needDatabase({ state, request }: Call, { inMemory }: InstanceRoute): void {
	if (inMemory || !state.config.databaseDown) return;
	if (request.apikey !== state.key) throw unauthorized();
	throw crashed(UNREACHABLE);
}
