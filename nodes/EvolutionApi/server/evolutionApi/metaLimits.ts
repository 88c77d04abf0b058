import { InputProblem } from '../../core/input/inputProblem';
import { RequestFailure } from '../../errors/failure';
import { noTemplates } from '../../errors/missing';
import { asRecords } from '../../core/values/answer';
import type { Caller, Connection, TableRequest, Target } from '../adapter';
import type { Fields } from './fileLimits';
import { fetchChannel } from './instances';

/** Maximum characters that Meta accepts as the description of a list row. */
const LONGEST_DESCRIPTION = 72;

/**
 * Refuses descriptions of list rows that the server would cut without an error. Meta itself refuses all other long texts.
 * @throws {InputProblem} if a description is too long, and the instance uses Meta's Cloud API
 */
export async function refuseForMeta(
	context: Caller,
	connection: Connection,
	{ instance }: TableRequest,
	body: Fields,
): Promise<void> {
	const rows = asRecords(body.sections).flatMap((section) => asRecords(section.rows));
	const long = rows
		.map(({ description }) => String(description ?? ''))
		.find((description) => description.length > LONGEST_DESCRIPTION);
	if (long === undefined || instance === undefined) return;
	const channel = await fetchChannel({ context, connection, instance });
	if (channel !== 'WHATSAPP-BUSINESS') return;
	throw new InputProblem(
		['sections'],
		`has "${long.slice(0, 40)}…" of ${long.length} characters, but Meta accepts at most ${LONGEST_DESCRIPTION} for the description of a row`,
		'This instance uses the WhatsApp Business Cloud API. Shorten the description, or set Send As to Numbered List.',
	);
}

/**
 * Refuses requests for templates if the instance can't have any: the server would list another instance's templates.
 * @throws {RequestFailure} if the instance certainly doesn't use Meta's Cloud API
 */
export async function refuseTemplates(target: Target): Promise<void> {
	const channel = await fetchChannel(target);
	if (channel === undefined || channel === 'WHATSAPP-BUSINESS') return;
	throw new RequestFailure(noTemplates(target.instance));
}
