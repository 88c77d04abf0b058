import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../values/answer';
import { cleaned } from '../../../values/cleaned';
import { firstText } from '../../../values/loose';
import { plainNameOrNull } from '../../../values/plainName';
import { chatKeys } from '../chatAddresses';

/** `typebot.start`: `typebotUrl` is where the bot runs, `variables` is what it was given. */
export const simplifyTypebotStart = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	typebot: firstText(data.typebot),
	typebotUrl: firstText(data.url),
	sessionId: firstText(data.sessionId),
	variables: (cleaned(data.variables) ?? null) as IDataObject[] | null,
});

/** `typebot.change-status`: `status` is opened, paused, closed or delete. */
export function simplifyTypebotStatus(data: IDataObject): IDataObject {
	const session = recordOf(data.session);
	return {
		...chatKeys(data),
		status: firstText(data.status),
		sessionId: firstText(session.sessionId),
		name: plainNameOrNull(firstText(session.pushName)),
	};
}
