import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../../values/answer';
import { firstText, textsOf } from '../../../values/loose';

/** `[{ name, voters }]` of the server → `pollResults: [{ option, votes, voters }]` */
export const pollResults = (updates: unknown): IDataObject[] =>
	recordsIn(updates).map(({ name, voters }) => ({
		option: firstText(name),
		votes: textsOf(voters).length,
		voters: textsOf(voters),
	}));
