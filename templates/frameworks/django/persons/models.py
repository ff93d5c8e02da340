from django.db import models
from django.db.models.functions import Now


class Person(models.Model):
    name = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "persons"

    def __str__(self) -> str:
        return self.name


class Email(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="emails")
    address = models.TextField()

    class Meta:
        db_table = "emails"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "address"], name="emails_person_id_address_key"
            ),
        )

    def __str__(self) -> str:
        return self.address
