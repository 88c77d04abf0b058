import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { perChannel } from '../../whatsapp/send';
import { catalogSchema, catalogLimit, noCatalog, ownerOf, PRODUCTS } from './owner';

const COLLECTIONS = [
	{ id: '1', name: 'Drinks', products: PRODUCTS.slice(0, 2) },
	{ id: '2', name: 'Sweets', products: PRODUCTS.slice(2) },
].map((collection) => ({ ...collection, status: { status: 'APPROVED', canAppeal: false } }));

export const getCollections: InstanceRoute = {
	method: 'POST',
	path: '/business/getCollections/:instanceName',
	guard: 'instance',
	schema: catalogSchema,
	handler: perChannel({
		baileys(call) {
			const { instance } = call;
			const wuid = ownerOf(call);
			if (instance.state !== 'open') return ok(noCatalog(wuid));
			const collections = COLLECTIONS.slice(0, catalogLimit(call));
			return ok({
				wuid,
				name: instance.contacts.get(wuid)?.name ?? null,
				numberExists: true,
				isBusiness: true,
				collectionsLength: collections.length,
				collections,
			});
		},
	}),
};
