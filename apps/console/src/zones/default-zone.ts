/** Id of the zone `default`, which the first migration creates. Sites and engines that name no zone belong to it. */
export const DEFAULT_ZONE_ID = '00000000-0000-4000-8000-000000000001';
