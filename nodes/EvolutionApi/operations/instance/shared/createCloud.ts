import type { z } from 'zod';

import { mustBe, reportProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/values/field';
import { textField } from '../../../fields/fieldKinds';
import { optionalText } from '../../../fields/inputs';

// What an instance of Meta's Cloud API needs instead of a phone. None of it is `required`: where the integration is
// an expression, n8n shows these fields for every integration and would insist on them.

const ofCloud = { show: { integration: ['WHATSAPP-BUSINESS'] } } as const;

/** For the options of other instances. */
export const notCloud = { show: { '/integration': ['EVOLUTION', 'WHATSAPP-BAILEYS'] } } as const;
export const ofPhone = { show: { '/integration': ['WHATSAPP-BAILEYS'] } } as const;

export const cloudFields = [
	textField('Access Token', 'accessToken', {
		typeOptions: { password: true },
		displayOptions: ofCloud,
		description: 'Permanent access token of Meta. It becomes the key of the instance.',
	}),
	textField('Phone Number ID', 'phoneNumberId', {
		displayOptions: ofCloud,
		placeholder: 'e.g. 106540352242922',
		description: 'ID of the phone number at Meta, not the number itself',
	}),
	textField('Business Account ID', 'businessId', {
		displayOptions: ofCloud,
		placeholder: 'e.g. 102290129340398',
		description: 'ID of the WhatsApp Business account. Only templates need it.',
	}),
] as const satisfies readonly Field[];

export const cloudInput = {
	accessToken: optionalText,
	phoneNumberId: optionalText,
	businessId: optionalText,
};

type Cloud = z.output<z.ZodObject<typeof cloudInput>>;

/** For instances of the Cloud API only. */
export function checkCloud({ accessToken, phoneNumberId }: Cloud, context: z.RefinementCtx): void {
	for (const [field, value] of Object.entries({ accessToken, phoneNumberId })) {
		if (value === undefined)
			reportProblem(context, 'is empty', 'Fill it in: the Cloud API needs it.', [field]);
	}
	if (phoneNumberId === undefined || /^\d{2,}$/.test(phoneNumberId)) return;
	const hint = 'Enter the digits that Meta shows as the ID of the number.';
	reportProblem(context, mustBe('digits', phoneNumberId), hint, ['phoneNumberId']);
}

/** The server reads these from the same keys as those of a phone. */
export const cloudBody = ({ accessToken, phoneNumberId, businessId }: Cloud) => ({
	token: accessToken,
	number: phoneNumberId,
	businessId,
});
