import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { RequestFailure } from '../errors/failure';
import { mustBe, refuseInput } from '../core/input/inputProblem';
import { defineOperation, type Resource } from '../table/operation';
import { asRecord, asRecords, textOrNull } from '../core/values/answer';
import { textField } from '../fields/fieldKinds';
import { flag, integer } from '../core/input/checks';
import { optionalText } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { listFields, simplify } from '../fields/reads';
import { checkRecipient, requireJid } from '../fields/recipient';

const businessNumber = textField('Business Number', 'businessNumber', {
	placeholder: 'Empty for your own, or e.g. 5511988887777',
	description: 'Number or JID of the business. Defaults to the account of the instance.',
});

const businessNumberInput = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const check = checkRecipient(value);
	if (!('jid' in check)) return requireJid(check, context);
	if (!check.jid.endsWith('@g.us')) return check.jid;
	const hint = 'Enter the number of a business with country code.';
	return refuseInput(context, mustBe('the number or JID of a business', value), hint);
});

/** Largest `limit` to send. The server uses `limit` as the size of a page, and reads at most five pages. */
const LARGEST_PAGE = 100;

const catalogInput = z.object({
	businessNumber: businessNumberInput,
	returnAll: flag.optional(),
	limit: integer(1, Number.MAX_SAFE_INTEGER).optional(),
});

const catalogRead = {
	fields: [instanceField, businessNumber, ...listFields, simplify],
	input: catalogInput,
	example: { businessNumber: '5511988887777' },
	body: ({
		businessNumber: number,
		returnAll,
		limit = LARGEST_PAGE,
	}: z.output<typeof catalogInput>) => ({
		number,
		limit: returnAll === true ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE),
	}),
} as const;

/** Checks that the answer is a catalog: the server answers 200 even if WhatsApp returned none. @throws {RequestFailure} */
function checkGot({ wuid, numberExists }: IDataObject): void {
	if (numberExists !== undefined) return;
	throw new RequestFailure({
		message: `The server did not get the catalog of ${String(wuid ?? 'this number')}`,
		description:
			'Check that the instance is connected, and that the number is a business with a catalog. The server does not say which of the two is wrong.',
	});
}

/** WhatsApp's prices are in thousandths of the currency. */
function simplifyProduct(product: IDataObject): IDataObject {
	const images = asRecord(product.imageUrls);
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

const getCollections = defineOperation({
	name: 'Get Collections',
	value: 'getCollections',
	action: 'Get the product collections of a business on WhatsApp',
	description: 'Get the collections in the catalog of a business, with their products',
	request: { method: 'POST', path: '/business/getCollections/{instance}', reads: true },
	...catalogRead,
	output: (answer) => {
		checkGot(answer);
		return asRecords(answer.collections);
	},
	simplify: ({ id, name, status, products }) => ({
		collectionId: id ?? null,
		name: textOrNull(name),
		status: textOrNull(asRecord(status).status),
		productCount: asRecords(products).length,
		products: asRecords(products).map(simplifyProduct),
	}),
});

const getProducts = defineOperation({
	name: 'Get Products',
	value: 'getProducts',
	action: 'Get the products of a business on WhatsApp',
	description: 'Get the products in the catalog of a business',
	request: { method: 'POST', path: '/business/getCatalog/{instance}', reads: true },
	...catalogRead,
	output: (answer) => {
		checkGot(answer);
		return asRecords(answer.catalog);
	},
	simplify: simplifyProduct,
});

export const businessCatalog: Resource = {
	name: 'Business Catalog',
	value: 'businessCatalog',
	description: 'Get the products and collections of a business on WhatsApp',
	operations: [getCollections, getProducts],
};
