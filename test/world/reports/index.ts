import { business } from './business';
import { clients } from './clients';
import { devices } from './devices';
import { events } from './events';
import { kinds } from './kinds';
import { newKinds } from './newKinds';
import { people } from './people';
import { shapes } from './shapes';
import { talk } from './talk';

export const reports = [
	...talk,
	...business,
	...people,
	...kinds,
	...events,
	...shapes,
	...newKinds,
	...devices,
	...clients,
];
