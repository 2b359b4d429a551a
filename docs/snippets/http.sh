# The commands of the pages on HTTP. e2e/document-site.e2e-spec.ts runs them in this order against the built product.
# region request
api=http://localhost:3000/api/auth

curl -s $api/request-otp -H 'Content-Type: application/json' \
  -d '{"phone": "8 701 234 56 78", "country": "KZ", "language": "ru"}'
# endregion request
# region watch
curl -sN $api/challenges/17…/events
# endregion watch
# region verify
curl -s $api/verify-otp -H 'Content-Type: application/json' \
  -d '{"challengeId": "17…", "code": "123 456"}'
# endregion verify
# region me
curl -s $api/me -H 'Authorization: Bearer eyJ…'
# endregion me
# region refresh
curl -s $api/refresh -H 'Content-Type: application/json' -d '{"refreshToken": "v1.…"}'
# endregion refresh
# region sessions
curl -s $api/sessions -H 'Authorization: Bearer eyJ…'
curl -s $api/activity -H 'Authorization: Bearer eyJ…'
# endregion sessions
# region shop
curl -s -X PATCH http://localhost:3000/api/shop -H 'Authorization: Bearer eyJ…' \
  -H 'Content-Type: application/json' -d '{"name": "Пекарня Айгуль"}'
# endregion shop
# region logout
curl -s -X POST $api/logout -H 'Authorization: Bearer eyJ…'
# endregion logout
# region cookie
alias cookie="curl -s -c jar -b jar -H 'Origin: http://localhost:3000' -H 'Content-Type: application/json'"

cookie "$api/verify-otp?transport=cookie" -d '{"challengeId": "17…", "code": "123 456"}'
cookie "$api/refresh?transport=cookie" -d '{}'
cookie $api/logout -d '{}'
# endregion cookie
