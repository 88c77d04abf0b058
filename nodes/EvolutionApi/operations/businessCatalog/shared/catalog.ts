import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { RequestFailure } from '../../../core/failures/failure';
import { mustBe, refuseInput } from '../../../core/input/inputProblem';
import { recordOf, textOrNull } from '../../../core/values/answer';
import { textField } from '../../../fields/fieldKinds';
import { flag, integer, optionalText } from '../../../fields/inputs';
import { instanceField } from '../../../fields/instance';
import { listFields } from '../../../fields/list';
import { checkRecipient } from '../../../fields/recipient';
import { simplify } from '../../../fields/simplify';

// What the two routes of the catalog have in common.

const businessNumber = textField('Business Number', 'businessNumber', {
	placeholder: 'Empty for your own, or e.g. 5511988887777',
	description: 'Number or JID of the business. Defaults to the account of the instance.',
});

const number = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const checked = checkRecipient(value);
	if ('jid' in checked && !checked.jid.endsWith('@g.us')) return checked.jid;
	const hint = 'Enter the number of a business with country code.';
	return refuseInput(context, mustBe('the number or JID of a business', value), hint);
});

/** The server takes this as the size of its pages, and reads at most five of them. */
const LARGEST_PAGE = 100;

const catalogInput = z.object({
	businessNumber: number,
	returnAll: flag.optional(),
	limit: integer(1, Number.MAX_SAFE_INTEGER).optional(),
});

/** Which catalog to read, and how much of it. */
export const catalogRead = {
	fields: [instanceField, businessNumber, ...listFields, simplify],
	input: catalogInput,
	example: { businessNumber: '5511988887777' },
	body: ({
		businessNumber: given,
		returnAll,
		limit = LARGEST_PAGE,
	}: z.output<typeof catalogInput>) => ({
		number: given,
		limit: returnAll === true ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE),
	}),
} as const;

/** The server answers 200 even when it got nothing from WhatsApp. @throws {RequestFailure} */
export function checkGot({ wuid, numberExists }: IDataObject): void {
	if (numberExists !== undefined) return;
	throw new RequestFailure({
		message: `The server did not get the catalog of ${String(wuid ?? 'this number')}`,
		description:
			'Check that the instance is connected, and that the number is a business with a catalog. The server does not say which of the two it is.',
	});
}

/** A product, flat. WhatsApp counts prices in thousandths. */
export function simplifyProduct(product: IDataObject): IDataObject {
	const images = recordOf(product.imageUrls);
	return {
		productId: product.id ?? null,
		name: textOrNull(product.name),
		description: textOrNull(product.description),
		price: typeof product.price === 'number' ? product.price / 1000 : null,
		currency: textOrNull(product.currency),
		availability: textOrNull(product.availability),
		retailerId: textOrNull(product.retailerId),
		url: textOrNull(product.url),
		imageUrl: textOrNull(images.original),
		isHidden: product.isHidden === true,
	};
}
